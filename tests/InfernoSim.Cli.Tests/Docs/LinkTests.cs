using System.Text.RegularExpressions;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>A link from a page leads to a page, and to a heading that is on it.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages =>
    [
        .. new[] { "", "docs", "examples" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md"))
            .Select(file => Path.GetRelativePath(Repository.Root, file)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_within_the_repository_leads_somewhere(string page)
    {
        string path = Path.Combine(Repository.Root, page);
        IEnumerable<string> links = Link().Matches(File.ReadAllText(path)).Select(link => link.Groups["target"].Value);

        Assert.All(links.Where(link => !link.Contains("://", StringComparison.Ordinal)), link =>
        {
            string[] parts = link.Split('#');
            string target = parts[0].Length == 0 ? path : Path.Combine(Path.GetDirectoryName(path)!, parts[0]);
            Assert.True(Path.Exists(target), $"{link}: there is no such file.");
            Assert.True(parts.Length == 1 || Anchors(target).Contains(parts[1]), $"{link}: there is no such heading.");
        });
    }

    // As GitHub makes them: lower case, spaces to hyphens, no other punctuation.
    private static IEnumerable<string> Anchors(string path) => Heading().Matches(File.ReadAllText(path))
        .Select(heading => NotInAnchor().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
