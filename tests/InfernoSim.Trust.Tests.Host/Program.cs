using System.Globalization;
using InfernoSim.Faults;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.TestKit;
using InfernoSim.Trust.Tests.Concurrency.Trips;
using InfernoSim.Verdicts;

// Arguments: the incident folder, where the dependency was, how many threads to keep busy meanwhile, and how often to replay.
(string folder, var dependency, int busy, int times) =
    (args[0], new Uri(args[1]), int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
var usual = new ReplayOptions
{
    Runs = 2,
    Fanout = 5,
    TimeScale = 0,
    MinGap = TimeSpan.Zero,
    Seed = 7,
    MaxWallTime = TimeSpan.FromMinutes(2),
    MaxIdleTime = TimeSpan.FromMinutes(1),
};
(TripDefect Defect, ReplayOptions Options)[] replays =
[
    (TripDefect.None, usual),
    (TripDefect.None, usual with { Faults = [Fault.Parse("dep=127.0.0.1 latency=+1.5ms jitter=2ms"), Fault.Parse("dep=127.0.0.1 status=418 rate=30%")] }),
    (TripDefect.QuotesMore, usual),
    (TripDefect.GivesUpEarly, usual),
];

Incident incident = IncidentReader.Read(folder);
using var load = new BusyThreads(busy);
Console.WriteLine($"{CultureInfo.CurrentCulture.Name} {TimeZoneInfo.Local.Id} {Environment.ProcessorCount} processors");
for (int i = 0; i < times; i++)
{
    foreach ((TripDefect defect, ReplayOptions options) in replays)
    {
        ReplaySummary summary = await TripReplay.RunAsync(incident, dependency, options, client => new TripService(client, defect));
        Console.WriteLine($"{summary.Fingerprint}\n{summary}\n");
    }

    Console.WriteLine("END");
}
