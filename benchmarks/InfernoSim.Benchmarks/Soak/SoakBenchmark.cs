using System.Diagnostics;
using System.Globalization;
using InfernoSim.Benchmarks.Harness;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>
/// A capture under mixed traffic for a long time: it is killed and continued, or its disk fills at half time, or before it would be full by itself. What callers had seen to its end is in the log.
/// Or a service with the flight recorder.
/// </summary>
internal static class SoakBenchmark
{
    private const string MinutesFlag = "--minutes";
    private const string FillFlag = "--fill";
    private const string RecorderFlag = "--recorder";
    private const int Callers = 200;
    private const string DiskSize = "2g";
    private const double HalfTime = 0.5;
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(10);

    // In the first quarter and at the end, so that the memory of one process is seen for as long as possible.
    private static readonly double[] Kills = [0.05, 0.12, 0.2, 0.99];

    /// <summary>Runs.</summary>
    /// <param name="arguments"><c>--minutes N</c>, 30 by default; <c>--fill</c> for a disk that fills, or <c>--recorder</c> for the flight recorder.</param>
    /// <returns>The exit code: 0; 1 when a figure is not what is asked; 2 when the command line is wrong.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (MinutesOf(arguments) is not { } duration)
        {
            await Console.Error.WriteLineAsync($"Say 'soak', '{MinutesFlag} N' with a number above 0, and {FillFlag}, {RecorderFlag} or neither.");
            return 2;
        }

        if (arguments.Contains(RecorderFlag))
        {
            return await RecorderSoak.RunAsync(duration);
        }

        if (!arguments.Contains(FillFlag))
        {
            await using var folder = new TemporaryFolder();
            return await RunAsync(Path.Combine(folder.Path, "incident"), duration, disk: null);
        }

        await using SmallDisk? disk = await SmallDisk.MountAsync(DiskSize);
        if (disk is null)
        {
            Console.WriteLine("Left out: a tmpfs could not be mounted here, which takes root, and Linux.");
            return 0;
        }

        return await RunAsync(Path.Combine(disk.Path, "incident"), duration, disk);
    }

    private static TimeSpan? MinutesOf(string[] arguments)
    {
        string[] rest = [.. arguments.Where(argument => argument is not (FillFlag or RecorderFlag))];
        return rest switch
        {
            [] => TimeSpan.FromMinutes(30),
            [MinutesFlag, var minutes] when double.TryParse(minutes, CultureInfo.InvariantCulture, out double number) && number > 0 => TimeSpan.FromMinutes(number),
            _ => null,
        };
    }

    private static async Task<int> RunAsync(string folder, TimeSpan duration, SmallDisk? disk)
    {
        string machine = Machine.Describe();
        SoakPorts ports = SoakPorts.Find();
        var tally = new SoakTally();
        var memory = new MemoryCurve();
        await using ChildProcess service = await ChildProcess.StartAsync(ChildRoles.SoakService, ports.Outbound.ToString());
        (int exitCode, string[] answered, string[] called) = await UnderLoadAsync(
            ports, tally, enough => WatchAsync(enough, folder, duration, disk, ports, service.Address, tally, memory));
        (int verified, string said) = await CaptureCommand.RunAsync("verify", folder);
        SoakLog inbound = SoakLog.Read(Path.Combine(folder, "inbound.log"), "InboundResponse");
        SoakLog outbound = SoakLog.Read(Path.Combine(folder, "outbound.log"), "OutboundCall");
        IReadOnlyList<string> missing = [.. inbound.Missing(answered), .. outbound.Missing(called).Select(target => $"call {target}")];

        var figures = new SoakFigures();
        Describe(figures, tally, duration, inbound, outbound);
        figures.Add("callers that failed, but for those that a kill cut off", SoakFigures.Number(tally.Failed), "0", tally.Failed == 0);
        figures.Add(disk is null ? "acknowledged and not in the log" : "acknowledged before the disk was full and not in the log", SoakFigures.Number(missing.Count), "0", missing.Count == 0);
        figures.Add("broken lines", SoakFigures.Number(inbound.Broken + outbound.Broken), "0", inbound.Broken + outbound.Broken == 0);
        figures.Add("`infernosim verify` reads it", verified == 2 ? "no" : "yes", "yes", verified != 2);
        if (disk is null)
        {
            figures.Add("exit code of the capture", SoakFigures.Number(exitCode), "0", exitCode == 0);
        }
        else
        {
            bool isNamed = said.Contains("are missing at the end", StringComparison.Ordinal);
            figures.Add("`infernosim verify` names what was lost since the disk was full", isNamed ? "yes" : "no", "yes", isNamed);
            figures.Add("exit code of the capture, which says that not all could be recorded", SoakFigures.Number(exitCode), "2", exitCode == 2);
        }

        figures.AddUse("capture", memory, mayGrow: disk is not null);
        Console.WriteLine(machine);
        Console.WriteLine();
        Console.WriteLine(figures);
        Console.WriteLine($"Memory in MB, every {Interval(duration).TotalSeconds:0.#} s: {memory}");
        Console.WriteLine(string.Join('\n', [.. tally.Failures.Select(failure => $"failed: {failure}"), .. missing.Take(20).Select(target => $"missing: {target}")]));
        Console.WriteLine(said);
        return figures.AreMet ? 0 : 1;
    }

    /// <returns>The exit code of the capture, and what was acknowledged while it could be recorded.</returns>
    private static async Task<(int ExitCode, string[] Answered, string[] Called)> UnderLoadAsync(
        SoakPorts ports, SoakTally tally, Func<CancellationTokenSource, Task<(CaptureCommand Capture, string[]? Answered, string[]? Called)>> watchAsync)
    {
        using var enough = new CancellationTokenSource();
        Task[] callers = [.. Enumerable.Range(0, Callers).Select(number => Task.Run(() => new SoakCaller(number, ports.Inbound, tally).RunAsync(enough.Token)))];
        (CaptureCommand capture, string[]? answered, string[]? called) = await watchAsync(enough);
        await using (capture)
        {
            await Task.WhenAll(callers);
            return (await capture.StopAsync(), answered ?? [.. tally.Answered], called ?? [.. tally.Called]);
        }
    }

    private static async Task<(CaptureCommand Capture, string[]? Answered, string[]? Called)> WatchAsync(
        CancellationTokenSource enough, string folder, TimeSpan duration, SmallDisk? disk, SoakPorts ports, string service, SoakTally tally, MemoryCurve memory)
    {
        CaptureCommand capture = await CaptureCommand.StartAsync(ports, service, folder, isContinued: false);
        tally.IsUp = true;
        var kills = new Queue<double>(disk is null ? Kills : []);
        (string[]? answered, string[]? called) = (null, null);
        var clock = Stopwatch.StartNew();
        try
        {
            while (clock.Elapsed < duration)
            {
                await Task.Delay(Interval(duration));
                double at = clock.Elapsed / duration;
                memory.Add(Math.Min(at, 1), capture.Memory, capture.OpenFiles);
                if (kills.TryPeek(out double next) && at >= next)
                {
                    kills.Dequeue();
                    capture = await KillAsync(capture, () => CaptureCommand.StartAsync(ports, service, folder, isContinued: true), tally);
                }

                if (disk is not null && answered is null && (at >= HalfTime || disk.IsNearlyFull))
                {
                    (answered, called) = ([.. tally.Answered], [.. tally.Called]);
                    await disk.FillAsync();
                    await Console.Error.WriteLineAsync($"The disk is full after {answered.Length} exchanges.");
                }
            }

            return (capture, answered, called);
        }
        catch
        {
            await capture.DisposeAsync();
            throw;
        }
        finally
        {
            await enough.CancelAsync();
        }
    }

    private static async Task<CaptureCommand> KillAsync(CaptureCommand capture, Func<Task<CaptureCommand>> start, SoakTally tally)
    {
        tally.IsUp = false;
        tally.Kills++;
        await capture.KillAsync();
        await capture.DisposeAsync();
        CaptureCommand next = await start();
        tally.IsUp = true;
        await Console.Error.WriteLineAsync($"Killed and continued for the {tally.Kills}. time after {tally.Answered.Count} exchanges.");
        return next;
    }

    private static void Describe(SoakFigures figures, SoakTally tally, TimeSpan duration, SoakLog inbound, SoakLog outbound)
    {
        figures.Add("time, and connections", $"{duration.TotalMinutes:0.#} minutes, {Callers}");
        figures.Add("exchanges that came to their end", SoakFigures.Number(tally.Kinds.Values.Sum()));
        foreach ((string kind, long count) in tally.Kinds.OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            figures.Add($"– {kind}", SoakFigures.Number(count));
        }

        figures.Add("bodies that passed in them", $"{tally.Bytes / 1e9:0.0} GB");
        figures.Add("broken off by the caller or by the service", SoakFigures.Number(tally.Broken));
        figures.Add("kills, and exchanges that they cut off", $"{SoakFigures.Number(tally.Kills)}, {SoakFigures.Number(tally.Cut)}");
        figures.Add("lines of the logs", $"{SoakFigures.Number(inbound.Lines)} inbound, {SoakFigures.Number(outbound.Lines)} outbound");
    }

    private static TimeSpan Interval(TimeSpan duration) => TimeSpan.FromTicks(Math.Min(LongestInterval.Ticks, duration.Ticks / 40));
}
