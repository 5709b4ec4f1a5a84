using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Planning;

/// <summary>The words of a message, by which a call is known to be of one request and not of another: ids, names, amounts.</summary>
internal static class OwnValues
{
    // Longer bodies are files; what tells requests apart stands in short ones.
    private const int LongestBody = 64 * 1024;

    /// <summary>The words of a recorded request.</summary>
    public static HashSet<string> Of(IncidentEvent request) => Of(request.Url ?? "", request.Body.GetBytes().Span);

    /// <summary>The words of a dependency call.</summary>
    public static HashSet<string> Of(DependencyRequest call) => Of(call.PathAndQuery, call.Body.Span);

    /// <summary>The words of a recorded call's path, query and body.</summary>
    public static HashSet<string> OfCall(IncidentEvent call) => Of(RecordedTarget.Of(call).PathAndQuery, call.Body.GetBytes().Span);

    /// <summary>The words of a recorded call's answer.</summary>
    public static HashSet<string> OfAnswer(IncidentEvent call) => Of("", call.ResponseBody.GetBytes().Span);

    /// <summary>The one candidate of which the call holds a word that none of the others has.</summary>
    /// <param name="candidates">The words of each.</param>
    /// <param name="call">The words of the call.</param>
    /// <returns>Its index, or -1 when there is none, or more than one.</returns>
    public static int OnlyOwner(IReadOnlyList<HashSet<string>> candidates, HashSet<string> call)
    {
        int owner = -1;
        for (int candidate = 0; candidate < candidates.Count; candidate++)
        {
            HashSet<string> words = candidates[candidate];
            if (!call.Any(word => words.Contains(word) && candidates.Count(other => other.Contains(word)) == 1))
            {
                continue;
            }

            if (owner >= 0)
            {
                return -1;
            }

            owner = candidate;
        }

        return owner;
    }

    private static HashSet<string> Of(string target, ReadOnlySpan<byte> body)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        Add(words, Uri.UnescapeDataString(target));
        if (body.Length <= LongestBody)
        {
            Add(words, Encoding.UTF8.GetString(body));
        }

        return words;
    }

    private static void Add(HashSet<string> words, string text)
    {
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isInWord = i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '-' or '_' or '@' or '.');
            if (isInWord && start < 0)
            {
                start = i;
            }
            else if (!isInWord && start >= 0)
            {
                words.Add(text[start..i].Trim('.'));
                start = -1;
            }
        }
    }
}
