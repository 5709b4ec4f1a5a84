using System.Net;

namespace InfernoSim.Recording;

/// <summary>The reason phrases of statuses (RFC 9110, section 15), which some services say more with than with the status.</summary>
internal static class ReasonPhrase
{
    /// <summary>Whether a phrase adds nothing to the status.</summary>
    /// <param name="status">The status.</param>
    /// <param name="reason">The phrase.</param>
    /// <returns><see langword="true"/> also for none.</returns>
    public static bool IsUsual(int status, string? reason)
    {
        if (string.IsNullOrEmpty(reason))
        {
            return true;
        }

        using var usual = new HttpResponseMessage((HttpStatusCode)status);
        return reason == usual.ReasonPhrase;
    }
}
