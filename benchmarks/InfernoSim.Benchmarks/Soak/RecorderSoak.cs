using System.Diagnostics;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Load;
using InfernoSim.Benchmarks.Servers;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>A service with the flight recorder for a long time, at a rate, whose memory is full for most of it, and which writes an incident every minute.</summary>
internal static class RecorderSoak
{
    private const int Rate = 500;
    private const int BodyBytes = 4096;
    private const int SecondsOfLoad = 10;
    private static readonly TimeSpan BetweenIncidents = TimeSpan.FromMinutes(1);

    /// <summary>Runs.</summary>
    /// <param name="duration">For how long.</param>
    /// <returns>The exit code: 0; 1 when a figure is not what is asked.</returns>
    public static async Task<int> RunAsync(TimeSpan duration)
    {
        string machine = Machine.Describe();
        var memory = new MemoryCurve();
        await using var folder = new TemporaryFolder();
        await using ChildProcess dependency = await ChildProcess.StartAsync(ChildRoles.Service);
        await using ChildProcess service = await ChildProcess.StartAsync(ChildRoles.BodyService, BodyService.Arguments(BodyWork.Call, BodyBytes, BodyService.Unlimited, folder.Path, dependency.Address));
        await using ChildProcess load = await ChildProcess.StartAsync(ChildRoles.SocketLoad, service.Address, "/orders", Text.Of(BodyBytes));

        long requests = 0;
        int incidents = 0;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration)
        {
            requests += (await load.AskAsync<LoadResult>($"{Text.Of(SecondsOfLoad)} {Text.Of(Rate)}")).Requests;
            memory.Add(Math.Min(clock.Elapsed / duration, 1), service.Memory, service.OpenFiles);
            if (clock.Elapsed > (incidents + 1) * BetweenIncidents)
            {
                await service.AskAsync<BodyServiceCounts>(BodyService.Freeze);
                incidents++;
            }
        }

        BodyServiceCounts end = await service.AskAsync<BodyServiceCounts>("");
        var figures = new SoakFigures();
        figures.Add("time, and requests a second", $"{duration.TotalMinutes:0.#} minutes, {Text.Of(Rate)}");
        figures.Add("exchanges, each with a call", SoakFigures.Number(requests));
        figures.Add("incidents that were written meanwhile", SoakFigures.Number(incidents));
        figures.Add("exchanges that there was no room for", SoakFigures.Number(end.Dropped), "0", end.Dropped == 0);
        figures.AddUse("service", memory);
        Console.WriteLine(machine);
        Console.WriteLine();
        Console.WriteLine(figures);
        Console.WriteLine($"Memory in MB, every {Text.Of(SecondsOfLoad)} s: {memory}");
        return figures.AreMet ? 0 : 1;
    }
}
