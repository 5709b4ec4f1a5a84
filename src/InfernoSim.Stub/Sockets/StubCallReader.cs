using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Tls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Stub.Sockets;

/// <summary>Reads a call from a connection with nothing decoded, so that it compares with what was recorded.</summary>
internal static class StubCallReader
{
    /// <summary>Reads the call but for its body.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The call.</returns>
    public static DependencyRequest ReadHead(HttpContext context)
    {
        HttpRequest request = context.Request;
        (string Scheme, string Authority)? origin = StubOrigin.Take(request)
            ?? (ProxyConnection.Of(context)?.Inside is { } inside ? (inside.Scheme, inside.Authority) : null);
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        (string scheme, string authority, string pathAndQuery) = Split(target, request);
        return new DependencyRequest
        {
            Method = request.Method,
            Scheme = origin?.Scheme ?? scheme,
            Authority = origin?.Authority ?? authority,
            PathAndQuery = pathAndQuery,
            Headers = ReadHeaders(request.Headers),
        };
    }

    /// <summary>The fields of a request, but for those that are for one connection.</summary>
    /// <param name="headers">The fields.</param>
    public static HeaderMap ReadHeaders(IHeaderDictionary headers)
    {
        HopByHop hopByHop = headers.Connection.Count == 0 ? default : HopByHop.Of(headers.Connection);
        var fields = new List<KeyValuePair<string, IReadOnlyList<string>>>(headers.Count);
        foreach (KeyValuePair<string, StringValues> header in headers)
        {
            if (!hopByHop.Contains(header.Key))
            {
                fields.Add(new(header.Key, header.Value.ToArray()!));
            }
        }

        return new HeaderMap(fields);
    }

    // The forms of RFC 9112, section 3.2: absolute-form names the authority itself, in the others Host does.
    private static (string Scheme, string Authority, string PathAndQuery) Split(string target, HttpRequest request)
    {
        int schemeEnd = target.IndexOf("://", StringComparison.Ordinal);
        if (target.StartsWith('/') || schemeEnd < 0)
        {
            return (request.Scheme, request.Headers.Host.ToString(), target);
        }

        int authorityStart = schemeEnd + 3;
        int authorityLength = target.AsSpan(authorityStart).IndexOfAny('/', '?');
        string scheme = target[..schemeEnd].ToLowerInvariant();
        if (authorityLength < 0)
        {
            return (scheme, target[authorityStart..], "/");
        }

        int rest = authorityStart + authorityLength;
        string pathAndQuery = target[rest] == '/' ? target[rest..] : "/" + target[rest..];
        return (scheme, target[authorityStart..rest], pathAndQuery);
    }

    /// <summary>Reads the body in full.</summary>
    /// <param name="context">The request.</param>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
