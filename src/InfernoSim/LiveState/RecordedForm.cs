using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>
/// A message with recorded values in place of live ones: those that stand nowhere by accident wherever they stand, the others
/// only at the places where the recorded messages have them.
/// </summary>
internal sealed class RecordedForm
{
    private readonly List<TokenPair> _anywhere;
    private readonly List<TokenPair> _placed;
    private readonly PlacedIds? _ids;
    private readonly MessageMoments? _moments;

    /// <param name="pairs">From live to recorded values.</param>
    /// <param name="ids">The ids to replace as well; <see langword="null"/> for none.</param>
    /// <param name="moments">The moments to replace as well, of one recorded message; <see langword="null"/> for none.</param>
    public RecordedForm(IReadOnlyList<TokenPair> pairs, PlacedIds? ids = null, MessageMoments? moments = null)
    {
        _moments = moments;
        ILookup<bool, TokenPair> anywhere = pairs.ToLookup(StandsAnywhere);
        (_anywhere, _placed) = ([.. anywhere[true]], [.. anywhere[false]]);
        _ids = ids;
    }

    // No recorded message has the text of what was rejected.
    private static bool StandsAnywhere(TokenPair pair) => pair.To == LiveIds.Rejected || PlacedText.IsDistinct(pair.From);

    private bool HasPlaced => _placed.Count > 0 || _ids is not null || _moments is not null;

    /// <summary>A request target.</summary>
    public string Target(string live, IEnumerable<string> recorded)
    {
        string target = TokenText.Replace(live, _anywhere, TextKind.Url);
        target = _placed.Count == 0 ? target : PlacedText.Replace(target, recorded, _placed);
        target = _ids?.Target(target, recorded) ?? target;
        return _moments?.ToRecorded(target, recorded.FirstOrDefault()) ?? target;
    }

    /// <summary>Headers.</summary>
    public HeaderMap Headers(HeaderMap live, HeaderMap recorded)
    {
        HeaderMap headers = LiveBody.Replace(live, _anywhere);
        return HasPlaced
            ? new HeaderMap(headers.Select(field => KeyValuePair.Create(field.Key, Header(field.Key, field.Value, recorded))))
            : headers;
    }

    /// <summary>A body.</summary>
    /// <returns>The content without its encoding; <see langword="null"/> when there is nothing in it to replace.</returns>
    public ReadOnlyMemory<byte>? Body(BodyContent live, IEnumerable<BodyContent> recorded)
    {
        ReadOnlyMemory<byte>? replaced = LiveBody.Replace(live, _anywhere);
        return (!HasPlaced || live.Bytes.IsEmpty ? null : Placed(replaced, live, recorded)) ?? replaced;
    }

    private IReadOnlyList<string> Header(string name, IReadOnlyList<string> values, HeaderMap recorded)
    {
        string[] placed = [.. values.Select(value => Header(name, value, recorded))];
        return _moments?.Header(name, placed, recorded.Values(name)) ?? placed;
    }

    private string Header(string name, string value, HeaderMap recorded)
    {
        string placed = PlacedText.Replace(value, recorded.Values(name), _placed);
        return _ids?.Header(name, placed, recorded.Values(name)) ?? placed;
    }

    private ReadOnlyMemory<byte>? Placed(ReadOnlyMemory<byte>? replaced, BodyContent live, IEnumerable<BodyContent> recorded)
    {
        bool isDecoded = true;
        ReadOnlyMemory<byte> bytes = replaced ?? ContentDecoder.Decode(live.Bytes, live.ContentEncoding, out isDecoded);
        if (!isDecoded)
        {
            return null;
        }

        ReadOnlyMemory<byte>[] known = [.. recorded.Where(body => !body.Bytes.IsEmpty).Select(body => ContentDecoder.Decode(body.Bytes, body.ContentEncoding, out _))];
        if (live.ContentType is null || MediaType.IsJson(live.ContentType))
        {
            return PlacedJson.Replace(bytes, known, _placed, _ids, _moments);
        }

        string text = Encoding.Latin1.GetString(bytes.Span);
        string[] texts = [.. known.Select(body => Encoding.Latin1.GetString(body.Span))];
        string placed = TextEdit.Apply(text, [.. _ids?.Text(live.ContentType, text, texts) ?? [], .. PlacedText.Find(text, texts, _placed)]);
        placed = _moments?.ToRecorded(placed, texts.FirstOrDefault()) ?? placed;
        return ReferenceEquals(text, placed) ? default(ReadOnlyMemory<byte>?) : Encoding.Latin1.GetBytes(placed);
    }
}
