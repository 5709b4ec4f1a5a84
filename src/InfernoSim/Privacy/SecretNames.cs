using System.Text.RegularExpressions;

namespace InfernoSim.Privacy;

/// <summary>Names of members, fields, parameters and headers whose values are secret. A name in full: <c>nextPageToken</c> is none.</summary>
internal static partial class SecretNames
{
    /// <summary>The names, as a part of an expression that ignores case.</summary>
    public const string Pattern =
        @"(?:[a-z0-9_.$-]{0,64}[_.-])?(?:(?:[a-z0-9]{0,32}(?:pass[_-]?word|passwd|pass[_-]?phrase|client[_-]?secret|api[_-]?secret|app[_-]?secret|api[_-]?key|secret[_-]?key|secret[_-]?access[_-]?key|account[_-]?key|shared[_-]?access[_-]?key|private[_-]?key|access[_-]?token|refresh[_-]?token|auth[_-]?token|session[_-]?token|security[_-]?token|bearer[_-]?token|api[_-]?token|id[_-]?token))|secret|pwd|token|jwt)";

    /// <summary>Whether a value of this name is secret.</summary>
    /// <param name="name">The name, in any spelling, with a mark of a SQL parameter before it or without.</param>
    public static bool Contain(string name) => Name().IsMatch(name);

    [GeneratedRegex("^[@:$]?" + Pattern + "$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
