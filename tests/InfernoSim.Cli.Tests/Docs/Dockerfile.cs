namespace InfernoSim.Cli.Tests.Docs;

/// <summary>A Dockerfile of one-line instructions.</summary>
internal sealed class Dockerfile(string name)
{
    private readonly string[][] _instructions = [.. File.ReadLines(Path.Combine(Repository.Root, name))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>The images and the stages that a stage begins with.</summary>
    public IEnumerable<string> Bases => Of("FROM").Select(words => words[0]);

    /// <summary>The names of the stages.</summary>
    public IReadOnlyList<string> Stages => [.. Of("FROM").Where(words => words is [_, "AS", _]).Select(words => words[2])];

    /// <summary>The stages that something is copied from.</summary>
    public IEnumerable<string> CopiedStages => Of("COPY").Select(words => words[0]).Where(word => word.StartsWith("--from=", StringComparison.Ordinal)).Select(word => word["--from=".Length..]);

    /// <summary>What is copied from the repository.</summary>
    public IEnumerable<string> CopiedPaths => Of("COPY").Where(words => !words[0].StartsWith("--", StringComparison.Ordinal)).SelectMany(words => words[..^1]);

    /// <summary>The projects that are published.</summary>
    public IEnumerable<string> PublishedProjects => Of("RUN").Where(words => words is ["dotnet", "publish", ..]).Select(words => words[2]);

    /// <summary>What runs in the containers.</summary>
    public IEnumerable<string> EntryPoints => Of("ENTRYPOINT").Select(words => words[^1].Trim('[', ']', '"'));

    /// <summary>The users that run it.</summary>
    public IEnumerable<string> Users => Of("USER").Select(words => words[0]);

    /// <inheritdoc/>
    public override string ToString() => name;

    private IEnumerable<string[]> Of(string instruction) => _instructions.Where(words => words[0] == instruction).Select(words => words[1..]);
}
