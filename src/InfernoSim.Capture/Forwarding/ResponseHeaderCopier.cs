using System.Net.Http.Headers;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Forwarding;

/// <summary>Passes response headers on, and shows them to the recorder.</summary>
/// <param name="seen">What the recorder sees of the exchange.</param>
internal readonly struct ResponseHeaderCopier(TrafficObservation seen)
{
    /// <summary>Copies the headers of a response, but for those that are for one connection.</summary>
    /// <param name="response">The response as it came.</param>
    /// <param name="destination">The headers of the response to the caller.</param>
    public void Copy(HttpResponseMessage response, IHeaderDictionary destination)
    {
        HttpHeadersNonValidated headers = response.Headers.NonValidated;
        StringValues connection = headers.TryGetValues("Connection", out HeaderStringValues values) ? values.ToStringValues() : default;
        seen.BeginResponse((int)response.StatusCode, connection.ToHopByHop(), response.Version.Major == 1 ? response.ReasonPhrase : null);
        Copy(headers, destination);
        Copy(response.Content.Headers.NonValidated, destination);
    }

    /// <summary>Shows trailers to the recorder.</summary>
    /// <param name="trailers">The trailers, complete when the body has been read to its end.</param>
    public void Record(HttpResponseHeaders trailers)
    {
        foreach ((string name, HeaderStringValues values) in trailers.NonValidated)
        {
            seen.TakeTrailer(name, values.ToStringValues().ToList());
        }
    }

    private void Copy(HttpHeadersNonValidated headers, IHeaderDictionary destination)
    {
        foreach ((string name, HeaderStringValues headerValues) in headers)
        {
            StringValues values = headerValues.ToStringValues();
            if (seen.TakeResponseField(name, values.ToList()))
            {
                destination[name] = values;
            }
        }
    }
}
