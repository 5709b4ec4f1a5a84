using InfernoSim.Cli.Terminal;
using InfernoSim.TestKit.Facts;

namespace InfernoSim.Cli.Tests.Terminal;

public sealed class ShellWordTests
{
    [UnixFact]
    public void A_word_that_a_shell_would_take_apart_is_quoted() =>
        Assert.Equal(["./a-b_1", "'a b'", @"'it'\''s'", "'$HOME'"], new[] { "./a-b_1", "a b", "it's", "$HOME" }.Select(ShellWord.Of));
}
