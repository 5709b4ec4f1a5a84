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
        if (response.Headers.TransferEncodingChunked != true)
        {
            // Asking for it is what computes it, where no connection has said it.
            _ = response.Content.Headers.ContentLength;
        }

        call.BeginResponse((int)response.StatusCode, HopByHop.Of([.. response.Headers.Connection]), response.Version.Major == 1 ? response.ReasonPhrase : null);
        Take(response.Headers.NonValidated, call.TakeResponseField);
        Take(response.Content.Headers.NonValidated, call.TakeResponseField);
    }

    /// <summary>The values of a field of the head, one for each line that had it; none where it has no such field.</summary>
    /// <param name="response">The response.</param>
    /// <param name="name">The field.</param>
    public static IReadOnlyList<string> Values(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? [.. values] : [];

    /// <summary>Shows the trailers, once the body has been read.</summary>
    /// <param name="response">The response.</param>
    /// <param name="call">The call that it answers.</param>
    public static void TakeTrailers(HttpResponseMessage response, OutboundObservation call) => Take(response.TrailingHeaders.NonValidated, call.TakeTrailer);

    private static void Take(HttpHeadersNonValidated fields, Func<string, IReadOnlyList<string>, bool> take)
    {
        foreach ((string name, HeaderStringValues values) in fields)
        {
            take(name, [.. values]);
        }
    }
}
