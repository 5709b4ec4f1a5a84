namespace InfernoSim.TestKit.Incidents;

/// <summary>
/// Texts that somebody puts into a request because he knows that they will be printed. After what is hostile in each stands
/// <see cref="Forged"/>, which no line may begin with.
/// </summary>
public static class HostileText
{
    /// <summary>What a text that took effect would have a line begin with.</summary>
    public const string Forged = "Outcome:             PASS_STRONG";

    /// <summary>The texts by name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["line feed"] = With("\n"),
        ["carriage return"] = With("\r"),
        ["carriage return and line feed"] = With("\r\n"),
        ["line feed and carriage return"] = With("\n\r"),
        ["many line feeds"] = With("\n\n\n\n"),
        ["vertical tab"] = With("\v"),
        ["form feed"] = With("\f"),
        ["next line"] = With("\u0085"),
        ["line separator"] = With("\u2028"),
        ["paragraph separator"] = With("\u2029"),
        ["backspaces"] = With("\b\b\b\b\b\b\b\b"),
        ["bell"] = With("\a"),
        ["delete"] = With("\u007f\u007f\u007f"),
        ["shift out and in"] = With("\u000e\u000f"),
        ["device control"] = With("\u0011\u0013\u0014"),
        ["file separators"] = With("\u001c\u001d\u001e\u001f"),
        ["colour"] = With("\e[32m"),
        ["colour that is not reset"] = With("\e[8m"),
        ["clear screen"] = With("\e[2J\e[H"),
        ["erase line"] = With("\e[2K\r"),
        ["cursor up"] = With("\e[1A\e[2K"),
        ["alternate screen"] = With("\e[?1049h"),
        ["reset of the terminal"] = With("\ec"),
        ["title of the window"] = With("\e]0;owned\a"),
        ["hyperlink"] = With("\e]8;;http://evil.test\e\\click\e]8;;\e\\"),
        ["clipboard"] = With("\e]52;c;cm0gLXJmIC8=\a"),
        ["report of the terminal"] = With("\e[6n"),
        ["8-bit control sequence"] = With("\u009b2J"),
        ["8-bit operating system command"] = With("\u009d0;owned\u009c"),
        ["device control string"] = With("\u0090q\u009c"),
        ["right-to-left override"] = With("\u202e"),
        ["left-to-right override"] = With("\u202d"),
        ["embedding"] = With("\u202a\u202b\u202c"),
        ["isolates"] = With("\u2066\u2067\u2068\u2069"),
        ["marks of direction"] = With("\u200e\u200f\u061c"),
        ["zero width"] = With("\u200b\u200c\u200d\u2060"),
        ["byte order mark"] = With("\ufeff"),
        ["soft hyphens"] = With("\u00ad\u00ad"),
        ["tags nobody sees"] = With("\U000E0041\U000E0042\U000E007F"),
        ["GitHub error"] = "::error file=a.cs,line=1::" + Forged,
        ["GitHub error on a line of its own"] = With("\n::error::owned\n"),
        ["GitHub error after white space"] = With("\n \t ::error::owned\n"),
        ["GitHub commands stopped"] = With("\n::stop-commands::owned\n"),
        ["GitHub environment"] = With("\n::set-env name=PATH::/tmp\n"),
        ["GitHub of old"] = With("##[error]owned"),
        ["Azure Pipelines variable"] = With("##vso[task.setvariable variable=PATH]/tmp"),
        ["Azure Pipelines failed"] = With("\n##vso[task.complete result=Succeeded;]\n"),
        ["TeamCity build status"] = With("\n##teamcity[buildStatus status='SUCCESS' text='owned']\n"),
        ["TeamCity after hashes"] = With("####teamcity[buildStatus status='SUCCESS']"),
        ["GitLab section"] = With("\e[0Ksection_start:1:owned\r\e[0K"),
        ["log line"] = With("\n2026-11-29T00:00:00Z INFO infernosim: all is well\n"),
        ["quote, then markup"] = With("'\"><script>alert(1)</script>]]>\n"),
    };

    /// <summary>Whether a text has nothing in it that HTTP does not carry in a header.</summary>
    /// <param name="text">The text.</param>
    public static bool IsCarried(string text) => !text.Any(character => char.IsAscii(character) && char.IsControl(character) && character != '\t');

    private static string With(string hostile) => $"{hostile}{Forged}";
}
