using InfernoSim.Matching;
using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>
/// Ids that are replaced in one message: strictly where it is known what they are the ids of, and elsewhere only where the recorded
/// message has the recorded id at the very place.
/// </summary>
/// <param name="subject">What the message is about.</param>
/// <param name="rule">From live to recorded ids.</param>
/// <param name="pairs">From live to recorded ids.</param>
/// <param name="isAgreed">Whether it is for what workers agree on: then a random code is one also where it has no digit by chance.</param>
internal sealed class PlacedIds(string? subject, IdRule rule, IReadOnlyList<TokenPair> pairs, bool isAgreed)
{
    private readonly MessageIds _ids = new(subject, rule, isAgreed);

    /// <summary>A request target.</summary>
    public string Target(string live, IEnumerable<string> recorded) => TextEdit.Apply(live, [.. _ids.InTarget(live), .. PlacedCursors.InUrls(live, recorded, pairs), .. PlacedText.Find(live, recorded, pairs)]);

    /// <summary>A value of a header.</summary>
    public string Header(string name, string live, IEnumerable<string> recorded) => TextEdit.Apply(live, [.. _ids.InHeader(name, live), .. PlacedCursors.InUrls(live, recorded, pairs), .. PlacedText.Find(live, recorded, pairs)]);

    /// <summary>A body that is no JSON.</summary>
    public List<TextEdit> Text(string? contentType, string live, IEnumerable<string> recorded) => [.. _ids.InText(contentType, live), .. PlacedCursors.InUrls(live, recorded, pairs), .. PlacedText.Find(live, recorded, pairs)];

    /// <summary>What is replaced in the scalars of a JSON document.</summary>
    /// <param name="live">The document that came.</param>
    /// <param name="recorded">The scalars of the recorded ones.</param>
    public Func<JsonScalar, List<TextEdit>> In(IReadOnlyList<JsonScalar> live, IEnumerable<JsonScalar> recorded)
    {
        var ids = new JsonIds(live, subject, isAgreed);
        ILookup<string, string> cursors = recorded.Where(scalar => !scalar.IsNumber && PlacedCursors.MayHold(scalar)).ToLookup(scalar => scalar.Pointer, scalar => scalar.Text);
        ILookup<string, JsonScalar> known = recorded.Where(scalar => pairs.Any(pair => scalar.Text.Contains(pair.To, StringComparison.Ordinal))).ToLookup(scalar => scalar.Pointer);
        return scalar =>
        {
            List<TextEdit> edits = ids.Find(scalar, rule);
            string name = JsonPointer.LastOf(scalar.Pointer);
            if (!scalar.IsNumber)
            {
                IEnumerable<string> texts = cursors[scalar.Pointer];
                edits.AddRange(ResourceName.IsOfCursor(name) && !UrlIds.IsUrl(scalar.Text) ? PlacedCursors.In(scalar.Text, texts, pairs) : PlacedCursors.InUrls(scalar.Text, texts, pairs));
            }

            // A number alone may be a quantity that the id happens to be like.
            if (!ShortId.IsNumber(scalar.Text) || IsNameOfOne(name))
            {
                edits.AddRange(PlacedText.Find(scalar.Text, known[scalar.Pointer].Where(other => other.IsNumber == scalar.IsNumber).Select(other => other.Text), pairs));
            }

            return edits;
        };
    }

    private static bool IsNameOfOne(string name) => ResourceName.IsOfNumber(name) || ResourceName.IsOfId(name) || ResourceName.IsOfCursor(name);
}
