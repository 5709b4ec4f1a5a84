using InfernoSim.Cli.Terminal;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Cli.Tests.Terminal;

public sealed class StatusLineTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _printed = new() { NewLine = "\n" };
    private readonly SemaphoreSlim _looked = new(0);
    private readonly TaskCompletionSource<int> _work = new();
    private string _status = "nothing yet";

    public void Dispose()
    {
        _printed.Dispose();
        _looked.Dispose();
    }

    [Fact]
    public async Task Elsewhere_than_on_a_terminal_a_line_is_printed_every_five_seconds_if_there_is_news()
    {
        Task<int> shown = Show();
        await LookedAsync();

        _status = "one";
        await PassAsync(TimeSpan.FromSeconds(5));
        await PassAsync(TimeSpan.FromSeconds(5));
        _status = "two";
        await PassAsync(TimeSpan.FromSeconds(5));
        _status = "never seen";
        _time.Advance(TimeSpan.FromSeconds(4));
        _work.SetResult(7);

        Assert.Equal(7, await shown.WaitAsync(Patience.Limit));
        Assert.Equal("infernosim: one\ninfernosim: two\n", _printed.ToString());
    }

    [Fact]
    public async Task Work_that_fails_fails_the_command()
    {
        Task<int> shown = Show();
        await LookedAsync();

        _work.SetException(new IOException("gone"));

        await Assert.ThrowsAsync<IOException>(() => shown.WaitAsync(Patience.Limit));
    }

    private Task<int> Show()
    {
        var console = new CliConsole(TextWriter.Null, _printed, errorIsTerminal: false, _ => null);
        return new StatusLine(console, _time, Describe).WhileAsync(_work.Task);
    }

    private string Describe()
    {
        string status = _status;
        _looked.Release();
        return status;
    }

    /// <summary>Lets time pass and waits until the status has been looked at again.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        await LookedAsync();
    }

    private async Task LookedAsync() => Assert.True(await _looked.WaitAsync(Patience.Limit));
}
