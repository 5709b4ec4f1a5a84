using InfernoSim.Matching;
using InfernoSim.Recording;
using InfernoSim.Sql.EntityFramework;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace InfernoSim.Sql;

/// <summary>
/// Comes between the Entity Framework Core of a service in this process and its databases, without a line of the service's code. Where the
/// service has no Entity Framework Core, nothing here asks for it.
/// </summary>
internal static class SqlInterception
{
    // With the options that are found for every context.
    private const int OldestVersion = 9;

    private const string Core = "Microsoft.EntityFrameworkCore";

    /// <summary>Records the statements of a service.</summary>
    /// <param name="services">Its registrations, complete.</param>
    /// <param name="recorder">Records them.</param>
    /// <param name="exchange">The exchange that the running code belongs to; <see langword="null"/> for code that belongs to none.</param>
    /// <param name="report">Told what cannot be recorded.</param>
    public static void Record(IServiceCollection services, SqlRecorder recorder, Func<string?> exchange, Action<string> report)
    {
        if (IsUsed(services, report))
        {
            Add(services, new RecordMode(new SqlRecording(recorder, exchange, report)));
        }
    }

    /// <summary>Records the statements of a service whose registrations may still be made, and whose options are known only when it runs.</summary>
    /// <param name="services">Its registrations so far.</param>
    /// <param name="recording">Says how, given the service; <see langword="null"/> where they are not to be recorded.</param>
    public static void RecordAhead(IServiceCollection services, Func<IServiceProvider, SqlRecording?> recording)
    {
        if (VersionThere(Core + ".Relational") is { Major: >= OldestVersion })
        {
            AddMode(services, provider => recording(provider) is { } asked ? new RecordMode(asked) : new PassMode());
        }
    }

    /// <summary>Answers the statements of a service from an incident; no database is asked.</summary>
    /// <param name="services">Its registrations, complete.</param>
    /// <param name="responder">Answers them.</param>
    /// <param name="exchange">The exchange that the running code belongs to, as the replay names it; <see langword="null"/> for code that belongs to none.</param>
    /// <param name="report">Told what cannot be answered.</param>
    public static void Answer(IServiceCollection services, IDependencyResponder responder, Func<string?> exchange, Action<string> report)
    {
        if (IsUsed(services, report))
        {
            Add(services, new AnswerMode(responder, exchange));
        }
    }

    private static bool IsUsed(IServiceCollection services, Action<string> report)
    {
        Version? version = services.Select(service => service.ServiceType).FirstOrDefault(type => type.FullName?.StartsWith(Core + ".DbContextOptions", StringComparison.Ordinal) == true)?.Assembly.GetName().Version;
        if (version is { Major: < OldestVersion })
        {
            report($"SQL statements: Entity Framework Core {version.ToString(2)} does not let them be seen, from version {OldestVersion} on it does");
        }

        return version is { Major: >= OldestVersion };
    }

    private static Version? VersionThere(string assembly)
    {
        try
        {
            return System.Reflection.Assembly.Load(assembly).GetName().Version;
        }
        catch (IOException)
        {
            // Also where it is not there at all.
            return null;
        }
    }

    private static void AddMode(IServiceCollection services, Func<IServiceProvider, SqlMode> mode) => EntityFrameworkServices.Add(services, mode);

    // In methods of its own: the types are looked for when this is compiled, and are not there without Entity Framework Core.
    private static void Add(IServiceCollection services, SqlMode mode) => EntityFrameworkServices.Add(services, _ => mode);

    private static class EntityFrameworkServices
    {
        public static void Add(IServiceCollection services, Func<IServiceProvider, SqlMode> mode)
        {
            services.RemoveAll<SqlMode>();
            services.AddSingleton(mode);

            // Whoever comes last decides: a service that records itself does not when it is replayed.
            foreach (ServiceDescriptor earlier in services.Where(service => service.ImplementationType == typeof(ContextInterception<>)).ToArray())
            {
                services.Remove(earlier);
            }

            services.AddSingleton(typeof(IDbContextOptionsConfiguration<>), typeof(ContextInterception<>));
        }
    }
}
