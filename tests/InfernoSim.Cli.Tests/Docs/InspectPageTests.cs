using InfernoSim.Cli.Inspecting;
using InfernoSim.Cli.Tests.CommandLine;
using InfernoSim.LiveState;
using InfernoSim.Matching;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>What <c>docs/inspect.md</c> and <c>docs/live-state.md</c> say is what the commands do.</summary>
public sealed class InspectPageTests
{
    private static readonly Page Inspect = new("inspect.md");
    private static readonly Page LiveState = new("live-state.md");

    [Fact]
    public void The_flags_tables_are_the_help_text()
    {
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Inspect), Inspect.FlagsBelow("## inspect"));
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Verify), Inspect.FlagsBelow("## verify"));
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Explain), Inspect.FlagsBelow("## explain"));
    }

    [Fact]
    public void Every_command_on_the_pages_can_be_read()
    {
        string[][] commands = [.. Inspect.Commands("infernosim inspect"), .. Inspect.Commands("infernosim verify"), .. LiveState.Commands("infernosim inspect")];

        string[][] explained = Inspect.Commands("infernosim explain");

        Assert.Equal(3, commands.Length);
        Assert.Equal(4, explained.Length);
        Assert.All(explained, command => Assert.IsType<ExplainInvocation>(CommandLines.Read(command)));
        Assert.All(commands, command => Assert.IsType<InspectInvocation>(CommandLines.Read(command)));
    }

    [Fact]
    public void The_protected_names_and_shapes_are_those_of_the_rule()
    {
        string page = string.Join(' ', LiveState.Lines);
        string listed = page[(page.IndexOf("**protected name**: ", StringComparison.Ordinal) + 20)..];
        string[] names = [.. listed[..listed.IndexOf('.', StringComparison.Ordinal)].Split(',', StringSplitOptions.TrimEntries).Select(name => name.ToLowerInvariant())];

        Assert.Equal(ProtectedNames.Usual.Except(ProtectedNames.Live).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        Assert.All(
            Enum.GetValues<ValueShape>().Where(shape => shape != ValueShape.None),
            shape => Assert.Contains(LiveState.Lines, line => line.StartsWith($"| {shape} |", StringComparison.OrdinalIgnoreCase)));
    }
}
