using System.IO.Hashing;
using System.Text;
using InfernoSim.LiveState;
using InfernoSim.Matching;

namespace InfernoSim.Planning;

/// <summary>Headers as a text in which values that may be new in each request are left out.</summary>
internal static class HeaderForms
{
    /// <summary>The form of recorded headers: two calls with the same form may stand for one another.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="facts">What the incident tells of their values.</param>
    public static string Of(CallHeaders headers, CallHeaderFacts facts) =>
        Write(headers, header => header.Kind switch
        {
            CallHeaderKind.Derived => Form(header, FreshForm.Has),
            CallHeaderKind.Custom => Form(header, token => FreshForm.Has(token) && !facts.IsElsewhere(token)),
            _ => header.Value,
        });

    /// <summary>Headers with all their values.</summary>
    /// <param name="headers">The headers.</param>
    public static string Whole(CallHeaders headers) => Write(headers, header => header.Value);

    /// <summary>A hash of headers that came, in which two workers that do the same agree.</summary>
    /// <param name="headers">The headers.</param>
    public static UInt128 Hash(CallHeaders headers) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(Write(headers, header => header.Kind switch
    {
        CallHeaderKind.Credential => Credentials.Split(header).Scheme,
        CallHeaderKind.Cookie => "",
        _ => Form(header, FreshForm.Has),
    })));

    private static string Write(CallHeaders headers, Func<CallHeader, string> value) =>
        string.Join('\n', headers.All.Select(header => $"{header.Name.ToLowerInvariant()}:{value(header)}"));

    private static string Form(CallHeader header, Func<string, bool> isFresh) =>
        string.Concat(HeaderTokens.Split(header.Value).Select((part, index) => index % 2 == 0 && isFresh(part) ? "\u0002" : part));
}
