using System.Net.Http.Headers;
using InfernoSim.Incidents;

namespace InfernoSim.Responses;

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
        var fields = new KeyValuePair<string, IReadOnlyList<string>>[headers.NonValidated.Count + (contentHeaders?.NonValidated.Count ?? 0)];
        int next = Copy(headers, fields, 0);
        if (contentHeaders is not null)
        {
            Copy(contentHeaders, fields, next);
        }

        return HeaderMap.OfRead(fields);
    }

    private static int Copy(HttpHeaders headers, KeyValuePair<string, IReadOnlyList<string>>[] to, int next)
    {
        foreach (KeyValuePair<string, HeaderStringValues> header in headers.NonValidated)
        {
            to[next++] = new(header.Key, [.. header.Value]);
        }

        return next;
    }
}
