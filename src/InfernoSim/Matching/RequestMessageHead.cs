using System.Net.Http.Headers;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>Reads a request message as <see cref="SocketsHttpHandler"/> would put it on the wire.</summary>
internal static class RequestMessageHead
{
    /// <summary>Reads the call.</summary>
    /// <param name="request">The message.</param>
    /// <param name="body">Its body, where it is known by now.</param>
    /// <param name="takesWebSockets">Whether it may ask for a WebSocket, by a ws or wss address, which on the wire is an http or https one.</param>
    /// <returns>The call; <see langword="null"/> when the message has no absolute address of these.</returns>
    public static DependencyRequest? Read(HttpRequestMessage request, ReadOnlyMemory<byte> body = default, bool takesWebSockets = false)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } uri || SchemeOf(uri, takesWebSockets) is not { } scheme)
        {
            return null;
        }

        string host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        bool connect = request.Method == HttpMethod.Connect;
        string authority = uri.IsDefaultPort && !connect ? host : $"{host}:{uri.Port}";
        return new DependencyRequest
        {
            Method = HttpMethod.Parse(request.Method.Method).Method,
            Scheme = scheme,
            Authority = authority,
            PathAndQuery = connect ? "" : uri.PathAndQuery,
            Headers = ReadHeaders(request, authority),
            Body = body,
        };
    }

    /// <summary>The fields of a message that are for one connection. They are read as they stand, for the collections of values cost more than the rest of a head.</summary>
    /// <param name="headers">Its headers.</param>
    public static HopByHop ConnectionOf(HttpHeaders headers) =>
        headers.NonValidated.TryGetValues("Connection", out HeaderStringValues values) ? HopByHop.Of([.. values]) : default;

    /// <summary>Whether a request is sent in chunks.</summary>
    /// <param name="headers">Its headers.</param>
    public static bool IsChunked(HttpRequestHeaders headers) => headers.NonValidated.Contains("Transfer-Encoding") && headers.TransferEncodingChunked == true;

    /// <summary>Whether a response came in chunks.</summary>
    /// <param name="headers">Its headers.</param>
    public static bool IsChunked(HttpResponseHeaders headers) => headers.NonValidated.Contains("Transfer-Encoding") && headers.TransferEncodingChunked == true;

    private static string? SchemeOf(Uri uri, bool takesWebSockets) => uri.Scheme switch
    {
        "http" => Uri.UriSchemeHttp,
        "https" => Uri.UriSchemeHttps,
        "ws" when takesWebSockets => Uri.UriSchemeHttp,
        "wss" when takesWebSockets => Uri.UriSchemeHttps,
        _ => null,
    };

    private static HeaderMap ReadHeaders(HttpRequestMessage request, string authority)
    {
        HopByHop hopByHop = ConnectionOf(request.Headers);
        var fields = new List<KeyValuePair<string, IReadOnlyList<string>>>(8);
        if (request.Headers.Host is null)
        {
            fields.Add(new("Host", [authority]));
        }

        Add(request.Headers.NonValidated);
        if (request.Content is { } content)
        {
            if (!IsChunked(request.Headers))
            {
                // Asking for it is what computes it.
                _ = content.Headers.ContentLength;
            }

            Add(content.Headers.NonValidated);
        }

        return HeaderMap.OfRead([.. fields]);

        // On the wire a field of several values is one line.
        void Add(HttpHeadersNonValidated headers)
        {
            foreach ((string name, HeaderStringValues values) in headers)
            {
                if (!hopByHop.Contains(name))
                {
                    fields.Add(new(name, [values.ToString()]));
                }
            }
        }
    }
}
