using System.Net.Http.Headers;
using InfernoSim.Matching;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Forwarding;

/// <summary>Field values of Kestrel and <see cref="HttpClient"/> as the recorder takes them.</summary>
internal static class FieldValues
{
    /// <summary>The values, none of which is <see langword="null"/> in a message that was received.</summary>
    /// <param name="values">As Kestrel has them.</param>
    /// <returns>The same values.</returns>
    public static IReadOnlyList<string> ToList(this StringValues values) => (IReadOnlyList<string>)(object)values;

    /// <summary>The values, each a line as it came.</summary>
    /// <param name="values">As <see cref="HttpClient"/> has them.</param>
    /// <returns>The same values.</returns>
    public static StringValues ToStringValues(this HeaderStringValues values) =>
        values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);

    /// <summary>The hop-by-hop fields of a message.</summary>
    /// <param name="connection">The values of its <c>Connection</c> fields.</param>
    /// <returns>The fields.</returns>
    public static HopByHop ToHopByHop(this StringValues connection) => connection.Count == 0 ? default : HopByHop.Of(connection.ToList());

    /// <summary>Whether a sender says in <c>TE</c> that it takes trailers.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <returns>Whether it does.</returns>
    public static bool TakesTrailers(this IHeaderDictionary headers) =>
        headers.TE.Count > 0 && headers.TE.Any(v => v is not null && v.Split(',', StringSplitOptions.TrimEntries).Any(c => c.Equals("trailers", StringComparison.OrdinalIgnoreCase)));
}
