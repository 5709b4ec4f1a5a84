using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// Fields of HTTP/2 that some servers take and for which others end the connection, and not the request alone: values that are not ASCII. Kestrel is one of
/// the others where they are not UTF-8, unless it is told how to read them.
/// </summary>
internal static class DisputedFields
{
    /// <summary>Whether there are any among the headers of a request.</summary>
    /// <param name="headers">The headers.</param>
    public static bool AreIn(IHeaderDictionary headers)
    {
        foreach ((_, StringValues values) in headers)
        {
            foreach (string? value in values)
            {
                if (value is not null && !Ascii.IsValid(value))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
