using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Policies;
using InfernoSim.Privacy;
using InfernoSim.Scrubbing;

namespace InfernoSim.Inspection;

/// <summary>
/// Fields in messages of gRPC that rules of the recording name, and that stand there as they were: whoever recorded it had no descriptors.
/// </summary>
/// <param name="policy">The rules.</param>
/// <param name="descriptors">What the messages are made of.</param>
internal sealed class NamedFields(PrivacyPolicy policy, GrpcDescriptors descriptors)
{
    private const string ContentType = "application/json";

    // What stands in place of bytes that were redacted, as JSON has them.
    private static readonly string RedactedBytes = Convert.ToBase64String(Encoding.UTF8.GetBytes(Redaction.Marker));

    /// <summary>How many there are in an event.</summary>
    /// <param name="e">The event.</param>
    public int CountIn(IncidentEvent e)
    {
        if (policy.Places?.For(MessagePlace.Of(e)) is not { } rules)
        {
            return 0;
        }

        (GrpcMessages? primary, GrpcMessages? answer) = EventScrubber.MessagesOf(e, descriptors);
        return Count(rules, primary, e.Body, e.Headers) + Count(rules, answer, e.ResponseBody, e.ResponseHeaders);
    }

    private static int Count(IMessagePolicy rules, GrpcMessages? messages, RecordedBody body, HeaderMap headers)
    {
        if (messages is null || body.GetBytes().IsEmpty || messages.ToJson(BodyContent.Of(body, headers)) is not { } json)
        {
            return 0;
        }

        string text = Encoding.UTF8.GetString(json);
        return rules.InBody(text, ContentType)?.Count(place => IsLeft(place, text.Substring(place.Start, place.Length))) ?? 0;
    }

    // A number that was replaced is a number still, and tells nothing.
    private static bool IsLeft(PlacedText place, string value) => place.Action switch
    {
        PlaceAction.Keep => false,
        PlaceAction.Drop => true,
        _ => place.Form is PlacedForm.JsonString or PlacedForm.Text && !(value.Length == 0 || value == RedactedBytes || Redaction.IsRedacted(value) || SecretTokens.Is(value)),
    };
}
