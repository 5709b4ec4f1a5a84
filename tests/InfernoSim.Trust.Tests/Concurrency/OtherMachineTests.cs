using System.Globalization;

namespace InfernoSim.Trust.Tests.Concurrency;

/// <summary>
/// The same incident, options and seed give the same fingerprint and the same snapshot, byte for byte, whatever the machine:
/// replayed in processes with other numbers of processors and threads, under load, elsewhere in the world and on the disk.
/// Each process replays four ways: as recorded, with faults drawn by seed, and with two defects.
/// </summary>
public sealed class OtherMachineTests(RecordedTrips trips) : IClassFixture<RecordedTrips>, IDisposable
{
    // What a machine without ICU is told, so that a process may start at all.
    private static readonly (string, string) Invariant = ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");

    private static readonly (string, string) Cultures = ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "0");

    private readonly TestFolder _elsewhere = new();

    [Fact]
    public async Task The_fingerprint_and_the_snapshot_are_those_of_the_incident_on_any_machine()
    {
        (_, string[] twice) = await ReplayAsync([Invariant], times: 2);
        string expected = twice[0];

        Assert.Equal(4, Fingerprints(expected).Distinct().Count());
        Assert.Equal([expected, expected], twice);
        await Parallel.ForEachAsync(Machines(), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (other, _) =>
        {
            (string machine, string[] printed) = await ReplayAsync(other.Environment, other.BusyThreads);
            Assert.True(expected == Assert.Single(printed), $"{other.Name} ({machine}) is not as elsewhere:\n{printed[0]}\nExpected:\n{expected}");
        });
    }

    [Fact]
    public async Task The_processes_are_as_different_as_they_are_said_to_be()
    {
        (string machine, _) = await ReplayAsync([Invariant, ("DOTNET_PROCESSOR_COUNT", "1"), ("TZ", "Pacific/Chatham")], times: 0);

        Assert.Equal(" Pacific/Chatham 1 processors", machine);
        if (HasCultures())
        {
            (machine, _) = await ReplayAsync([Cultures, ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("DOTNET_PROCESSOR_COUNT", "8"), ("TZ", "America/St_Johns")], times: 0);
            Assert.Equal("tr-TR America/St_Johns 8 processors", machine);
        }
    }

    public void Dispose() => _elsewhere.Dispose();

    private IEnumerable<(string Name, (string, string)[] Environment, int BusyThreads)> Machines()
    {
        yield return ("one processor", [Invariant, ("DOTNET_PROCESSOR_COUNT", "1")], 0);
        yield return ("one processor and two threads under load", [Invariant, ("DOTNET_PROCESSOR_COUNT", "1"), .. Pool(1, 2)], 3);
        yield return ("two processors", [Invariant, ("DOTNET_PROCESSOR_COUNT", "2"), .. Pool(4, 8)], 0);
        yield return ("eight processors and many threads", [Invariant, ("DOTNET_PROCESSOR_COUNT", "8"), .. Pool(64, 256)], 0);
        yield return ("eight processors under load", [Invariant, ("DOTNET_PROCESSOR_COUNT", "8"), ("DOTNET_gcServer", "1")], 3);
        yield return ("another temporary folder and time zone", [Invariant, ("TMPDIR", _elsewhere.Path), ("TZ", "Asia/Kathmandu")], 0);
        if (HasCultures())
        {
            yield return ("Turkish", [Cultures, ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "America/St_Johns")], 0);
            yield return ("Arabic", [Cultures, ("LANG", "ar_SA.UTF-8"), ("LC_ALL", "ar_SA.UTF-8"), ("TZ", "Pacific/Chatham")], 0);
        }
    }

    // The runtime reads these as hexadecimal numbers.
    private static (string, string)[] Pool(int least, int most) =>
    [
        ("DOTNET_ThreadPool_ForceMinWorkerThreads", least.ToString("x", CultureInfo.InvariantCulture)),
        ("DOTNET_ThreadPool_ForceMaxWorkerThreads", most.ToString("x", CultureInfo.InvariantCulture)),
    ];

    // This process has no cultures itself; whether the machine has any is known by its library.
    private static bool HasCultures() => Directory.Exists("/usr/lib")
        && new[] { "/usr/lib", "/usr/lib64", $"/usr/lib/{Triplet()}" }.Any(folder => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "libicuuc.so*").Any());

    private static string Triplet() => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "aarch64-linux-gnu",
        _ => "x86_64-linux-gnu",
    };

    private static IEnumerable<string> Fingerprints(string printed) =>
        printed.Split('\n').Where(line => line.StartsWith("Fingerprint:", StringComparison.Ordinal));

    // Each process is given a copy of the incident in a place of its own.
    private Task<(string Machine, string[] Printed)> ReplayAsync((string, string)[] environment, int busyThreads = 0, int times = 1)
    {
        string folder = Directory.CreateDirectory(_elsewhere.File(Path.Combine(Guid.NewGuid().ToString(), "trips"))).FullName;
        foreach (string file in Directory.EnumerateFiles(trips.Incident.Folder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return ReplayHost.RunAsync(folder, trips.Dependency, environment, busyThreads, times);
    }
}
