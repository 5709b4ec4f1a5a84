using System.Net.Http.Headers;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>What tells a call of gRPC, which is a POST over HTTP/2 whose status comes behind the body ("gRPC over HTTP2", in the gRPC project's documents).</summary>
internal static class GrpcCall
{
    private const string MediaType = "application/grpc";
    private const string StatusField = "grpc-status";

    /// <summary>Whether a request is one. gRPC-Web is another protocol, and goes over HTTP/1.1.</summary>
    /// <param name="request">Its headers.</param>
    public static bool Is(HeaderMap request) =>
        request.TryGetFirst("Content-Type", out string? type) && IsType(type);

    /// <summary>Whether a <c>Content-Type</c> is that of one.</summary>
    /// <param name="type">The field value.</param>
    public static bool IsType(string type) =>
        type.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == MediaType.Length || type[MediaType.Length] is '+' or ';' or ' ');

    /// <summary>Whether a response of one is over with its head, which has the status where no message follows: clients then look for nothing more.</summary>
    /// <param name="response">The response.</param>
    public static bool IsOverWithHead(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out HeaderStringValues type)
        && IsType(type.ToString())
        && response.Headers.NonValidated.Contains(StatusField);

    /// <summary>The method that is called, for example <c>/shop.Cart/Add</c>; <see langword="null"/> for a request of another kind.</summary>
    /// <param name="request">Its headers.</param>
    /// <param name="url">Its target, in origin-form or absolute.</param>
    public static string? MethodOf(HeaderMap request, string url)
    {
        if (!Is(request))
        {
            return null;
        }

        int authority = url.IndexOf("://", StringComparison.Ordinal);
        int path = url.IndexOf('/', authority < 0 ? 0 : authority + 3);
        return path < 0 ? null : url[path..].Split('?')[0];
    }

    /// <summary>Its status, for example <c>0</c>; <see langword="null"/> where there is none.</summary>
    /// <param name="response">The headers of the response, which have it where there was nothing else.</param>
    /// <param name="trailers">Its trailers.</param>
    public static string? StatusOf(HeaderMap response, HeaderMap trailers) =>
        trailers.TryGetFirst(StatusField, out string? status) || response.TryGetFirst(StatusField, out status) ? status : null;
}
