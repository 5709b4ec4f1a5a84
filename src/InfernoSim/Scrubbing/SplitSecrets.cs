using System.Collections.Frozen;
using System.Text;
using InfernoSim.Matching;
using InfernoSim.Privacy;

namespace InfernoSim.Scrubbing;

/// <summary>
/// Secrets that an event stream says in several events, as the answer of a language model comes piece by piece: each piece is a value of its own, and none of them
/// looks like a secret.
/// </summary>
internal static class SplitSecrets
{
    // What a piece of a text is called by those who stream one.
    private static readonly FrozenSet<string> Pieces = FrozenSet.ToFrozenSet(
        ["delta", "content", "text", "token", "chunk", "completion", "response", "arguments", "partial_json"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds them.</summary>
    /// <param name="text">A body.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="known">Places that a policy names; what it keeps is no secret here.</param>
    /// <returns>The places: the first one of a secret stands for all of it, and the others for nothing.</returns>
    public static IEnumerable<PlacedText> In(string text, string? contentType, IReadOnlyList<PlacedText> known)
    {
        if (!MediaType.IsEventStream(contentType))
        {
            return [];
        }

        var streams = new Dictionary<string, List<Piece>>(StringComparer.Ordinal);
        foreach (StreamedJson data in StreamedJson.In(text, contentType))
        {
            if (!data.IsJson)
            {
                Add(streams, "", Piece.Of(data, 0, data.Text));
            }
            else if (JsonTree.TryParse(Encoding.UTF8.GetBytes(data.Text), out JsonTree? json))
            {
                using (json)
                {
                    AddTexts(streams, data, json, 0, "", isPiece: false);
                }
            }
        }

        return [.. streams.Values.SelectMany(pieces => In(pieces, known))];
    }

    private static IEnumerable<PlacedText> In(List<Piece> pieces, IReadOnlyList<PlacedText> known)
    {
        string said = string.Concat(pieces.Select(piece => piece.Text));
        if (pieces.Count < 2 || !SecretDetector.MayHold(said))
        {
            yield break;
        }

        foreach (Secret secret in SecretDetector.In(said))
        {
            int from = 0;
            var parts = new List<PlacedText>();
            bool isWhole = false;
            foreach (Piece piece in pieces)
            {
                (int start, int end) = (Math.Max(secret.Start - from, 0), Math.Min(secret.End - from, piece.Text.Length));
                if (start < end)
                {
                    parts.Add(piece.Place(start, end) with { Whole = parts.Count == 0 ? said.Substring(secret.Start, secret.Length) : "" });
                    isWhole |= secret.Kind is SecretKind.Email or SecretKind.CardNumber && SecretDetector.In(piece.Text).Any(one => one.Start < end && start < one.End);
                }

                from += piece.Text.Length;
            }

            // What is an address without the next piece most likely ends there.
            if (parts.Count > 1 && !isWhole && !parts.Exists(part => known.Any(place => place.Start < part.End && part.Start < place.End)))
            {
                foreach (PlacedText part in parts)
                {
                    yield return part;
                }
            }
        }
    }

    private static void AddTexts(Dictionary<string, List<Piece>> to, StreamedJson data, JsonTree json, int node, string path, bool isPiece)
    {
        switch (json[node].Kind)
        {
            case JsonNodeKind.String when isPiece:
                string before = Encoding.UTF8.GetString(json.Before(node));
                Add(to, path, Piece.Of(data, before.Length, Encoding.UTF8.GetString(json.Raw(node))));
                break;
            case JsonNodeKind.Object:
                for (int name = node + 1; name < json[node].End; name = json[name + 1].End)
                {
                    string member = Encoding.UTF8.GetString(json.Name(name));
                    AddTexts(to, data, json, name + 1, $"{path}/{member}", isPiece || Pieces.Contains(member));
                }

                break;
            case JsonNodeKind.Array:
                int index = 0;
                for (int element = node + 1; element < json[node].End; element = json[element].End)
                {
                    AddTexts(to, data, json, element, $"{path}/{index++}", isPiece);
                }

                break;
        }
    }

    private static void Add(Dictionary<string, List<Piece>> to, string path, Piece piece)
    {
        if (!to.TryGetValue(path, out List<Piece>? pieces))
        {
            to.Add(path, pieces = []);
        }

        pieces.Add(piece);
    }

    /// <summary>A part of what is said, and where each character of it stands.</summary>
    private sealed record Piece(StreamedJson Data, string Text, int[] At)
    {
        /// <summary>A piece of data.</summary>
        /// <param name="data">The data.</param>
        /// <param name="start">Where in it the piece begins.</param>
        /// <param name="written">The piece as it is written there.</param>
        public static Piece Of(StreamedJson data, int start, string written)
        {
            var text = new StringBuilder(written.Length);
            var at = new List<int>(written.Length + 1);
            for (int i = 0; i < written.Length;)
            {
                int length = !data.IsJson || written[i] != '\\' ? 1 : written[i + 1] == 'u' ? 6 : 2;
                at.Add(start + i);
                text.Append(length == 1 ? written[i] : Unescape(written.AsSpan(i, length)));
                i += length;
            }

            at.Add(start + written.Length);
            return new Piece(data, text.ToString(), [.. at]);
        }

        /// <summary>Where a part of it stands in the text around the data.</summary>
        /// <param name="from">Where it begins.</param>
        /// <param name="to">Where it ends.</param>
        public PlacedText Place(int from, int to)
        {
            int start = Data.StartOf(At[from]);
            return new PlacedText(start, Data.EndOf(At[to]) - start, PlaceAction.Token, PlacedForm.Text);
        }

        private static char Unescape(ReadOnlySpan<char> escape) => escape[1] switch
        {
            'u' => (char)int.Parse(escape[2..], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture),
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\b',
            'f' => '\f',
            var other => other,
        };
    }
}
