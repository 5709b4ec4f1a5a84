using System.Net.Http.Headers;
using InfernoSim.Incidents;

namespace InfernoSim.Replay;

/// <summary>Takes a response message apart.</summary>
internal static class ObservedResponses
{
    public static ObservedResponse Of(HttpResponseMessage message, ObservedBody body) => new()
    {
        Status = (int)message.StatusCode,
        Headers = Read(message.Headers, message.Content.Headers),
        Trailers = message.TrailingHeaders.NonValidated.Count == 0 ? HeaderMap.Empty : Read(message.TrailingHeaders, null),
        Body = body,
    };

    // NonValidated gives the values as they were on the wire: the parsed collections would split and reformat them.
    private static HeaderMap Read(HttpHeaders headers, HttpHeaders? contentHeaders)
    {
        var fields = new List<KeyValuePair<string, IReadOnlyList<string>>>();
        Append(headers, fields);
        if (contentHeaders is not null)
        {
            Append(contentHeaders, fields);
        }

        return new HeaderMap(fields);
    }

    private static void Append(HttpHeaders headers, List<KeyValuePair<string, IReadOnlyList<string>>> to)
    {
        foreach (KeyValuePair<string, HeaderStringValues> header in headers.NonValidated)
        {
            to.Add(new(header.Key, [.. header.Value]));
        }
    }
}
