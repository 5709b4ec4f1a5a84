using InfernoSim.Stub;
using InfernoSim.Testing.Hosting;
using InfernoSim.Testing.Hosting.InProcess;
using InfernoSim.Testing.Interception;
using InfernoSim.Testing.State;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Testing;

/// <summary>What a service host is told.</summary>
public sealed class ServiceHostContext
{
    private const string PostgresPlace = "{postgres}";

    private readonly IReadOnlyList<Action<IServiceCollection, ReplayContext>> _configure;

    internal ServiceHostContext(CallRoute route, DependencyStub? stub, IReadOnlyList<Action<IServiceCollection, ReplayContext>> configure, string sourceDirectory, ReplayContext replay)
    {
        Route = route;
        StubServer = stub;
        _configure = configure;
        SourceDirectory = sourceDirectory;
        Replay = replay;
    }

    /// <summary>Whose service it is to be. <see cref="ConfigureServices"/> registers it.</summary>
    public ReplayContext Replay { get; }

    /// <summary>The stub that the service's dependency calls must reach, as its HTTP proxy.</summary>
    /// <exception cref="InvalidOperationException">An incident is being recorded, where there is no stub.</exception>
    public DependencyStub Stub => StubServer ?? throw new InvalidOperationException("There is no stub while an incident is recorded.");

    /// <summary>
    /// Where the stub listens: the value for <c>HTTP_PROXY</c>. A service that a worker has for itself gets an address of its own, which says whose its
    /// calls are.
    /// </summary>
    /// <exception cref="InvalidOperationException">An incident is being recorded, where there is no stub.</exception>
    public Uri StubAddress => Stub.AddressFor(Worker);

    /// <summary>
    /// A PEM file with the certificate of the authority by which the stub answers https calls that come to it as a proxy: what the service has to
    /// trust. <see langword="null"/> for a service that runs in this process, or runs already.
    /// </summary>
    public string? AuthorityFile => StubServer?.Authority?.CertificatePath;

    /// <summary>
    /// Where the stub of the PostgreSQL server listens, for the service's connection string: <c>127.0.0.1:</c> and a port. It takes any user, password and
    /// database, with TLS or without.
    /// </summary>
    /// <exception cref="InvalidOperationException">An incident is being recorded, where there is no stub.</exception>
    /// <exception cref="StubException">The stub cannot listen.</exception>
    public string PostgresAddress => Postgres is { } postgres ? $"{postgres.Address}" : throw new InvalidOperationException("There is no stub while an incident is recorded.");

    /// <summary>The folder of the test's source file, from which relative paths resolve first; the output folder when it is not on this machine.</summary>
    public string SourceDirectory { get; }

    /// <summary>The clock of the replay: the system's unless time is virtual. <see cref="ConfigureServices"/> registers a virtual one.</summary>
    public TimeProvider Time => Clock ?? TimeProvider.System;

    internal TimeProvider? Clock { get; init; }

    /// <summary>Stands for the service's PostgreSQL server; <see langword="null"/> while an incident is recorded.</summary>
    internal PostgresStandIn? Postgres { get; init; }

    /// <summary>The databases of its own; <see langword="null"/> for a service that shares them.</summary>
    internal OwnDatabases? Databases { get; set; }

    internal CallRoute Route { get; }

    /// <summary>The worker, from 0, whose own service it is; <see langword="null"/> where workers share one.</summary>
    internal int? Worker => Replay.Worker > 0 ? Replay.Worker - 1 : null;

    /// <summary>Environment variables that win over the host's own.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    internal DependencyStub? StubServer { get; }

    /// <summary>Puts whose service it is, and where its PostgreSQL server is, into a text.</summary>
    internal string Fill(string text) => Replay.Fill(NamesPostgres(text) ? text.Replace(PostgresPlace, PostgresAddress, StringComparison.Ordinal) : text);

    /// <summary>Whether a text asks where the PostgreSQL server is.</summary>
    internal static bool NamesPostgres(string text) => text.Contains(PostgresPlace, StringComparison.Ordinal);

    /// <summary>Says that calls of the service cannot be seen, so that the summary shows it among what was not tested.</summary>
    /// <param name="what">What, and what to do about it, on one line.</param>
    public void ReportNotIntercepted(string what) => Route.Report.Add(what);

    /// <summary>Applies what the test wants changed; for a host that runs the service in-process.</summary>
    /// <param name="services">The service's registrations, complete.</param>
    public void ConfigureServices(IServiceCollection services)
    {
        services.AddSingleton(Replay);
        foreach (Action<IServiceCollection, ReplayContext> configure in _configure)
        {
            configure(services, Replay);
        }

        if (Databases is not null)
        {
            OwnMemoryStores.Apply(services, Replay);
        }

        if (Clock is not null)
        {
            ClockRegistrations.Replace(services, Clock);
        }

        Route.LeadStatements(services);
    }

    /// <summary>Ends what was the service's own, which is gone.</summary>
    internal async ValueTask ReleaseAsync()
    {
        Databases?.Dispose();
        await (Postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
        Replay.Release();
    }
}
