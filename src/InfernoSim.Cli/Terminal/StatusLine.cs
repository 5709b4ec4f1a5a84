using InfernoSim.Printing;
using Spectre.Console;

namespace InfernoSim.Cli.Terminal;

/// <summary>
/// Says how things stand while something runs: on a terminal one line that is kept up to date, elsewhere (a file, a CI log) a plain
/// line now and then, and only when there is something new.
/// </summary>
internal sealed class StatusLine(CliConsole console, TimeProvider time, Func<string> describe)
{
    private static readonly TimeSpan TerminalPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainPeriod = TimeSpan.FromSeconds(5);

    /// <summary>Shows the status until the work is over.</summary>
    /// <param name="work">The work.</param>
    /// <param name="begun">Until this completes nothing is shown, so that what is said before stays whole; omitted when nothing is.</param>
    /// <returns>What the work returned.</returns>
    public async Task<T> WhileAsync<T>(Task<T> work, Task? begun = null)
    {
        await Task.WhenAny(work, begun ?? Task.CompletedTask);
        if (console.ErrorIsTerminal)
        {
            await console.DrawAsync(terminal => ShowLiveAsync(terminal, work));
        }
        else
        {
            await PrintAsync(work);
        }

        return await work;
    }

    private async Task ShowLiveAsync(TextWriter screen, Task work)
    {
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(screen) });
        await terminal.Live(Status()).AutoClear(true).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(TerminalPeriod, time);
            while (await TickAsync(timer, work))
            {
                live.UpdateTarget(Status());
            }
        });
    }

    private Text Status() => new(VisibleText.Line(describe()));

    private async Task PrintAsync(Task work)
    {
        string last = describe();
        using var timer = new PeriodicTimer(PlainPeriod, time);
        while (await TickAsync(timer, work))
        {
            string now = describe();
            if (now != last)
            {
                console.Note(now);
                last = now;
            }
        }
    }

    /// <summary>Waits for the next tick; <see langword="false"/> when the work is over first.</summary>
    private static async Task<bool> TickAsync(PeriodicTimer timer, Task work)
    {
        Task<bool> tick = timer.WaitForNextTickAsync().AsTask();
        return await Task.WhenAny(tick, work) == tick;
    }
}
