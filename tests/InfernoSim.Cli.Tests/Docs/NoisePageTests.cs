using System.Text.RegularExpressions;
using InfernoSim.Cli.Healing;
using InfernoSim.Cli.Tests.CommandLine;
using InfernoSim.Configuration;
using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>What <c>docs/noise.md</c> says is what the command and the file do.</summary>
public sealed partial class NoisePageTests
{
    private static readonly Page Page = new("noise.md");

    [Fact]
    public void The_flags_table_is_the_help_text() => Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Heal), Page.FlagsBelow("## Flags"));

    [Fact]
    public void Every_command_on_the_page_can_be_read()
    {
        Assert.All(Page.Commands("infernosim heal"), command => Assert.IsType<HealInvocation>(CommandLines.Read(command, _ => "set")));
        Assert.All(Page.Commands("infernosim replay"), command => CommandLines.Read(command, _ => "set"));
        Assert.Equal(2, Page.Commands("infernosim heal").Length);
    }

    [Fact]
    public void The_file_on_the_page_can_be_read()
    {
        string text = string.Join('\n', Page.Lines.SkipWhile(line => line != "```yaml").Skip(1).TakeWhile(line => line != "```"));

        Assert.Equal(11, ReplayFileReader.Read("replay.yaml", text, _ => "set").Ignore.Count);
    }

    [Fact]
    public void The_forms_on_the_page_are_those_that_a_rule_may_have()
    {
        string[] forms = [.. Page.Lines.SkipWhile(line => line != "### Forms").TakeWhile(line => line != "### Ready sets").Where(line => line.StartsWith("| `{", StringComparison.Ordinal))
            .SelectMany(line => Form().Matches(line.Split('|')[1])).Select(form => form.Value)];

        Assert.All(forms, form => Assert.Single(ValuePattern.Parse(form).Forms));
        Assert.Superset(Form().Matches(ValueForm.Names).Select(form => form.Value).ToHashSet(), forms.ToHashSet());
    }

    [Fact]
    public void The_protected_names_on_the_page_are_those_of_the_command()
    {
        string list = string.Join(' ', Page.Lines.SkipWhile(line => !line.StartsWith("A name is protected", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0));

        Assert.Equal(ProtectedNames.Usual.Order(StringComparer.Ordinal), Name().Matches(list[..list.IndexOf(": `", StringComparison.Ordinal)]).Select(name => name.Groups[1].Value));
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Form();

    [GeneratedRegex("`([a-z]+)`")]
    private static partial Regex Name();
}
