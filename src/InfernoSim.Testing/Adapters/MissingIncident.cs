using System.Collections.Concurrent;
using InfernoSim.Incidents;
using InfernoSim.Policies;
using InfernoSim.Testing.Snapshots;

namespace InfernoSim.Testing.Adapters;

/// <summary>Records the incident of a test that has none yet.</summary>
internal static class MissingIncident
{
    // Two tests may share an incident, and run side by side.
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Turns = new(StringComparer.Ordinal);

    /// <summary>Records the incident where its folder is not there; else nothing.</summary>
    /// <exception cref="ReplayConfigurationException">It must not be recorded here, or nothing says how.</exception>
    public static async Task RecordAsync(IncidentTest test, CancellationToken cancellationToken)
    {
        string folder = IncidentFolders.Resolve(test.Case.Path, test.Settings.SourceFile)[0];
        SemaphoreSlim turn = Turns.GetOrAdd(folder, static _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (!Directory.Exists(folder))
            {
                await RecordAsync(test, folder, cancellationToken);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    private static async Task RecordAsync(IncidentTest test, string folder, CancellationToken cancellationToken)
    {
        if (SnapshotEnvironment.IsBuildServer)
        {
            throw new ReplayConfigurationException(
                $"There is no incident at {folder}, and RecordIfMissing is refused on a build server, where a test would only ever be compared with itself. "
                + "Run the test once on your own machine, look at what it recorded, and commit the folder.");
        }

        IServiceHost host = ServiceHosts.Find(test.TestClass);
        IRecordIncident session = test.Instance as IRecordIncident ?? host as IRecordIncident ?? throw new ReplayConfigurationException(
            $"There is no incident at {folder}, and nothing says what to record: let {test.TestClass.Name} implement IRecordIncident, which sends the requests.");
        if (host is ProcessHost or UrlHost)
        {
            throw new ReplayConfigurationException(
                $"There is no incident at {folder}, and RecordIfMissing records a service that runs in the test process alone. Record this one with 'infernosim capture'.");
        }

        // In a folder of another name, so that a recording that was broken off is not taken for the incident.
#pragma warning disable RS0030 // Test hosts that record side by side must not meet.
        string draft = $"{folder}.{Guid.NewGuid():n}.recording";
#pragma warning restore RS0030
        try
        {
            await RecordAsync(test, session, host, draft, cancellationToken);
            if (!TryMove(draft, folder))
            {
                test.Report.Write($"Another process recorded {folder} at the same time; its recording is replayed, and this one's was thrown away.");
                return;
            }

            test.Report.Write($"Recorded a new incident: {folder}\nLook at it, and commit it.");
            if (await GitWorkTree.NoticeOfIgnoredAsync(folder, cancellationToken) is { } ignored)
            {
                test.Report.Write(ignored);
            }
        }
        finally
        {
            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }
    }

    // Test hosts of two target frameworks, or of two projects, may record one incident side by side: the first one stays.
    private static bool TryMove(string draft, string folder)
    {
        try
        {
            Directory.Move(draft, folder);
            return true;
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            return false;
        }
    }

    private static async Task RecordAsync(IncidentTest test, IRecordIncident session, IServiceHost host, string draft, CancellationToken cancellationToken)
    {
        IConfigureServiceUnderTest?[] configuring = [host as IConfigureServiceUnderTest, test.Instance as IConfigureServiceUnderTest];
        var options = new IncidentRecorderOptions
        {
            FreshState = test.Settings.Replay.State != ReplayState.Shared,
            RecordSql = test.Settings.RecordSql,
            CaptureSensitiveData = test.Settings.CaptureSensitiveData,
            Privacy = PrivacyPolicy.Parse(test.Settings.Privacy),
            Notice = test.Report.Write,
            ConfigureServices = services =>
            {
                foreach (IConfigureServiceUnderTest? one in configuring)
                {
                    one?.ConfigureServices(services);
                }

                session.ConfigureRecording(services);
            },
        };
        await using IncidentRecorder recorder = await IncidentRecorder.StartAsync(host, draft, options, test.Settings.SourceFile, cancellationToken);
        using (HttpClient client = recorder.CreateClient())
        {
            await session.RecordAsync(client, cancellationToken);
        }

        await recorder.CompleteAsync();
        foreach (string call in recorder.NotRecorded)
        {
            test.Report.Write($"Not recorded: {call}");
        }

        if (IncidentReader.Read(draft, cancellationToken).Exchanges.Count == 0)
        {
            throw new ReplayConfigurationException(
                $"{session.GetType().Name}.RecordAsync recorded no exchange for {test.Case.Name}: it must send requests with the client that it is given, and await them.");
        }
    }
}
