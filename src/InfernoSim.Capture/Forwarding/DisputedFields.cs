using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// Fields of HTTP/2 that some servers take and for which others end the connection, and not the request alone: in Kestrel, unless it is told otherwise, values that
/// are not UTF-8 and fields of more than 32 KiB.
/// </summary>
internal static class DisputedFields
{
    /// <summary>As many as a field may have in a page of memory, which is the least that servers in use take.</summary>
    private const int LargestUndisputed = 4096;

    /// <summary>Whether there are any among the headers of a request.</summary>
    /// <param name="headers">The headers.</param>
    public static bool AreIn(IHeaderDictionary headers)
    {
        foreach ((string name, StringValues values) in headers)
        {
            foreach (string? value in values)
            {
                if (value is not null && (name.Length + value.Length > LargestUndisputed || !Ascii.IsValid(value)))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
