using System.Net.Http.Headers;
using InfernoSim.Matching;

namespace InfernoSim.Recording;

/// <summary>Shows the head and the trailers of a response message to the recorder, as they came on the wire.</summary>
internal static class ResponseMessageFields
{
    /// <summary>Shows the head.</summary>
    /// <param name="response">The response.</param>
    /// <param name="call">The call that it answers.</param>
    public static void TakeHead(HttpResponseMessage response, OutboundObservation call)
    {
        if (!RequestMessageHead.IsChunked(response.Headers))
        {
            // Asking for it is what computes it, where no connection has said it.
            _ = response.Content.Headers.ContentLength;
        }

        call.BeginResponse((int)response.StatusCode, RequestMessageHead.ConnectionOf(response.Headers), response.Version.Major == 1 ? response.ReasonPhrase : null);
        Take(response.Headers.NonValidated, call, static (seen, name, values) => seen.TakeResponseField(name, values));
        Take(response.Content.Headers.NonValidated, call, static (seen, name, values) => seen.TakeResponseField(name, values));
    }

    /// <summary>Whether the head is all there is of a response, so that nobody may look for what follows it.</summary>
    /// <param name="response">The response.</param>
    public static bool AreAllOf(HttpResponseMessage response) =>
        (int)response.StatusCode is 204 or 304 or (>= 100 and < 200)
        || response.RequestMessage?.Method == HttpMethod.Head
        || response.RequestMessage?.Method == HttpMethod.Connect
        || response.Content.Headers.ContentLength == 0
        || GrpcCall.IsOverWithHead(response);

    /// <summary>The values of a field of the head, one for each line that had it; none where it has no such field.</summary>
    /// <param name="response">The response.</param>
    /// <param name="name">The field.</param>
    public static IReadOnlyList<string> Values(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? [.. values] : [];

    /// <summary>Shows the trailers, once the body has been read.</summary>
    /// <param name="response">The response.</param>
    /// <param name="call">The call that it answers.</param>
    public static void TakeTrailers(HttpResponseMessage response, OutboundObservation call) =>
        Take(response.TrailingHeaders.NonValidated, call, static (seen, name, values) => seen.TakeTrailer(name, values));

    private static void Take(HttpHeadersNonValidated fields, OutboundObservation call, Func<OutboundObservation, string, IReadOnlyList<string>, bool> take)
    {
        foreach ((string name, HeaderStringValues values) in fields)
        {
            take(call, name, values.Count == 1 ? [values.ToString()] : [.. values]);
        }
    }
}
