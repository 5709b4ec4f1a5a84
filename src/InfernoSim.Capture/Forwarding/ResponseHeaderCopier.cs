using System.Net.Http.Headers;
using InfernoSim.Capture.Recording;
using InfernoSim.Capture.Transport;
using InfernoSim.Incidents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Forwarding;

/// <summary>Passes response headers on, and takes them down.</summary>
internal static class ResponseHeaderCopier
{
    /// <summary>Copies the headers of a response, but for those that are for one connection.</summary>
    /// <param name="response">The response as it came.</param>
    /// <param name="destination">The headers of the response to the caller.</param>
    /// <param name="recorder">Takes them down.</param>
    /// <returns>What was taken down.</returns>
    public static HeaderMap Copy(HttpResponseMessage response, IHeaderDictionary destination, HeaderRecorder recorder)
    {
        HttpHeadersNonValidated headers = response.Headers.NonValidated;
        HopByHop hopByHop = HopByHop.Of(headers.TryGetValues("Connection", out HeaderStringValues connection) ? ToStringValues(connection) : default);
        Copy(headers, hopByHop, destination, ref recorder);
        Copy(response.Content.Headers.NonValidated, hopByHop, destination, ref recorder);
        return recorder.ToHeaderMap();
    }

    /// <summary>Takes trailers down.</summary>
    /// <param name="trailers">The trailers, complete when the body has been read to its end.</param>
    /// <param name="recorder">Takes them down.</param>
    /// <returns>What was taken down.</returns>
    public static HeaderMap Record(HttpResponseHeaders trailers, HeaderRecorder recorder)
    {
        foreach ((string name, HeaderStringValues values) in trailers.NonValidated)
        {
            recorder.Add(name, ToStringValues(values));
        }

        return recorder.ToHeaderMap();
    }

    private static void Copy(HttpHeadersNonValidated headers, HopByHop hopByHop, IHeaderDictionary destination, ref HeaderRecorder recorder)
    {
        foreach ((string name, HeaderStringValues headerValues) in headers)
        {
            if (hopByHop.Contains(name))
            {
                continue;
            }

            StringValues values = ToStringValues(headerValues);
            destination[name] = values;
            recorder.Add(name, values);
        }
    }

    private static StringValues ToStringValues(HeaderStringValues values) =>
        values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
}
