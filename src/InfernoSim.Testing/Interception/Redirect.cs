using System.Net;

namespace InfernoSim.Testing.Interception;

/// <summary>How a redirect is followed: as <see cref="SocketsHttpHandler"/> does it (RFC 9110, section 15.4).</summary>
internal static class Redirect
{
    /// <summary>Where a response leads.</summary>
    /// <param name="response">The response.</param>
    /// <param name="address">What it answers.</param>
    /// <returns><see langword="null"/> when it is not to be followed, as from https to http.</returns>
    public static Uri? Target(HttpResponseMessage response, Uri address)
    {
        if (response.StatusCode is not (HttpStatusCode.MultipleChoices or HttpStatusCode.MovedPermanently or HttpStatusCode.Found
                or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || response.Headers.Location is not { } location)
        {
            return null;
        }

        Uri target = location.IsAbsoluteUri ? location : new Uri(address, location);
        if (address.Fragment.Length > 0 && target.Fragment.Length == 0)
        {
            target = new UriBuilder(target) { Fragment = address.Fragment }.Uri;
        }

        bool isHttp = target.Scheme == Uri.UriSchemeHttp || target.Scheme == Uri.UriSchemeHttps;
        bool isDowngrade = address.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp;
        return isHttp && !isDowngrade ? target : null;
    }

    /// <summary>Makes of a request the one that follows a redirect.</summary>
    /// <param name="request">The request.</param>
    /// <param name="status">The status of the redirect.</param>
    public static void Prepare(HttpRequestMessage request, HttpStatusCode status)
    {
        request.Headers.Authorization = null;
        bool becomesGet = status switch
        {
            HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.MultipleChoices => request.Method == HttpMethod.Post,
            HttpStatusCode.SeeOther => request.Method != HttpMethod.Get && request.Method != HttpMethod.Head,
            _ => false,
        };
        if (becomesGet)
        {
            request.Method = HttpMethod.Get;
            request.Content = null;
            request.Headers.TransferEncodingChunked = null;
        }
    }
}
