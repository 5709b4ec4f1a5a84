using System.Text;

namespace InfernoSim.Goals;

/// <summary>
/// The route that a dependency call goes by: its path without the query, each segment that looks like an id replaced by
/// <c>{id}</c>, so that <c>/items/1</c> and <c>/items/2</c> are calls to one route.
/// </summary>
internal static class RouteTemplate
{
    private const string Id = "{id}";

    // Names of resources are rarely this long and rarely have digits in them; keys of databases and tokens are and do.
    private const int ShortestMixedId = 16;
    private const int ShortestHexId = 8;

    /// <summary>The route of a target.</summary>
    /// <param name="pathAndQuery">Path and query as on the wire.</param>
    /// <returns>For example <c>/items/{id}</c>.</returns>
    public static string Of(string pathAndQuery)
    {
        int end = pathAndQuery.AsSpan().IndexOfAny('?', '#');
        ReadOnlySpan<char> path = end < 0 ? pathAndQuery : pathAndQuery.AsSpan(0, end);
        var route = new StringBuilder(path.Length);
        foreach (Range segment in path.Split('/'))
        {
            ReadOnlySpan<char> text = path[segment];
            route.Append(segment.Start.Value == 0 ? "" : "/").Append(IsId(text) ? Id : text);
        }

        return route.ToString();
    }

    private static bool IsId(ReadOnlySpan<char> segment)
    {
        if (segment.IsEmpty || segment.IndexOfAnyInRange('0', '9') < 0)
        {
            return false;
        }

        if (!segment.ContainsAnyExceptInRange('0', '9') || Guid.TryParse(segment, out _))
        {
            return true;
        }

        bool isHex = true;
        foreach (char c in segment)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }

            isHex &= char.IsAsciiHexDigit(c) || c == '-';
        }

        return segment.Length >= (isHex ? ShortestHexId : ShortestMixedId);
    }
}
