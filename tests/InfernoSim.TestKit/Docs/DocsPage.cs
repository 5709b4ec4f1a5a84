namespace InfernoSim.TestKit.Docs;

/// <summary>A page of <c>docs</c>, with line feeds alone.</summary>
/// <param name="name">Its file name.</param>
public sealed class DocsPage(string name)
{
    /// <summary>All of it.</summary>
    public string Text { get; } = Repository.Read($"docs/{name}");

    /// <summary>Its code blocks in a language, without their fences.</summary>
    public string[] Blocks(string language) => [.. Text.Split($"```{language}\n").Skip(1).Select(rest => rest[..rest.IndexOf("\n```", StringComparison.Ordinal)])];

    /// <summary>The code block that follows a line, as the body of a class has it: four spaces before each line that is not empty.</summary>
    /// <exception cref="InvalidOperationException">No such block follows such a line.</exception>
    public string BlockInClass(string language, string line)
    {
        string page = "\n" + Text;
        string start = $"\n{line}\n\n```{language}\n";
        string block = page.Contains(start, StringComparison.Ordinal)
            ? page[(page.IndexOf(start, StringComparison.Ordinal) + start.Length)..]
            : throw new InvalidOperationException($"docs/{name} has no block of {language} after the line '{line}'.");
        return string.Concat(block[..block.IndexOf("\n```\n", StringComparison.Ordinal)].Split('\n').Select(code => code.Length == 0 ? "\n" : $"    {code}\n"));
    }
}
