using System.Text;
using System.Text.RegularExpressions;

namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>A case of HTTP/1.1.</summary>
/// <param name="Section">Where the specification has a word on it.</param>
/// <param name="What">What a client says.</param>
/// <param name="Said">It, as Latin-1 text. One more request follows, after which the connection is to be closed.</param>
internal sealed partial record Http1Case(string Section, string What, string Said) : ConformanceCase(Section, What)
{
    private const string Last = "GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private const string LastAnswer = "200 GET /last 0";

    public override bool IsHttp2 => false;

    public override async Task<string> RunAsync(Stream stream, string scheme)
    {
        string[] answers = [.. Answer().Matches(await HearAsync(stream)).Select(match => match.Groups["status"].Value + (match.Groups["saw"] is { Success: true } saw ? $" {saw.Value}" : ""))];
        return answers is [] ? "closed"
            : answers is [LastAnswer] ? "no answer"
            : answers[^1] == LastAnswer ? string.Join(", ", answers.SkipLast(1))
            : string.Join(", ", answers) + ", closed";
    }

    private async Task<string> HearAsync(Stream stream)
    {
        var heard = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Said + Last));
            await stream.FlushAsync();
            await stream.CopyToAsync(heard).WaitAsync(Limit);
        }
        catch (IOException)
        {
            // What came before the connection was closed has been heard.
        }

        return Encoding.Latin1.GetString(heard.ToArray());
    }

    [GeneratedRegex(@"HTTP/1\.[01] (?<status>\d{3})(?:(?!HTTP/1\.[01] \d{3})[\s\S])*?(?:\[saw (?<saw>[^\]]*)\]|(?=HTTP/1\.[01] \d{3})|\z)")]
    private static partial Regex Answer();
}
