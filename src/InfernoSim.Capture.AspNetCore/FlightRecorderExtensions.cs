using InfernoSim.Capture.AspNetCore.Freezing;
using InfernoSim.Capture.AspNetCore.Health;
using InfernoSim.Capture.AspNetCore.Inbound;
using InfernoSim.Capture.AspNetCore.Outbound;
using InfernoSim.Capture.AspNetCore.Triggers;
using InfernoSim.Sql;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoSim.Capture.AspNetCore;

/// <summary>Adds the flight recorder to a service.</summary>
public static class FlightRecorderExtensions
{
    /// <summary>
    /// Lets the service record itself: the last minutes of its requests, of its calls and, if asked for, of its SQL are in memory, and a
    /// trigger freezes them into an incident folder. Called again, it configures further.
    /// </summary>
    /// <typeparam name="TBuilder">The builder's type, such as <c>WebApplicationBuilder</c>.</typeparam>
    /// <param name="builder">The builder of the application.</param>
    /// <param name="configure">Sets options; the defaults when omitted.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddFlightRecorder<TBuilder>(this TBuilder builder, Action<FlightRecorderOptions>? configure = null)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddFlightRecorder(configure);
        return builder;
    }

    /// <inheritdoc cref="AddFlightRecorder{TBuilder}(TBuilder, Action{FlightRecorderOptions}?)"/>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Sets options; the defaults when omitted.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddFlightRecorder(this IServiceCollection services, Action<FlightRecorderOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<FlightRecorderOptions> options = services.AddOptions<FlightRecorderOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        if (services.Any(service => service.ServiceType == typeof(Recorder)))
        {
            return services;
        }

        options.ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.AddSingleton<RecorderMeter>();
        services.AddSingleton<Recorder>();
        services.AddSingleton<IncidentFolders>();
        services.AddSingleton<Freezer>();
        services.AddSingleton<IFlightRecorder>(provider => provider.GetRequiredService<Freezer>());
        services.AddSingleton<OrderPipe>();
        services.AddSingleton<LogWatch>();
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogWatch>());
        services.AddSingleton<FreezeEndpoint>();
        services.AddSingleton<ExchangeWatch>();

        // The first starts first and stops last; the first start-up filter sees a request first; the first filter of clients acts when all others have.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, RecorderService>());
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, RecordingFilter>());
        services.Insert(0, ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, ClientFilter>());
        SqlInterception.RecordAhead(
            services,
            static provider => provider.GetRequiredService<Recorder>() is { IsOn: true, Options.RecordSql: true } recorder
                ? new SqlRecording(recorder.Statements, recorder.FindExchange, recorder.NotRecorded.Add, () => recorder.IsLeftOut)
                : null);
        return services;
    }

    /// <summary>Adds a check of the flight recorder: degraded while the last incident could not be written.</summary>
    /// <param name="checks">The checks of the service.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="tags">Its tags.</param>
    /// <returns>The checks.</returns>
    public static IHealthChecksBuilder AddFlightRecorder(this IHealthChecksBuilder checks, string name = "flight-recorder", IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return checks.AddCheck<RecorderHealth>(name, tags: tags ?? []);
    }

    /// <summary>Sends every incident of the flight recorder somewhere.</summary>
    /// <typeparam name="TSink">Sends it.</typeparam>
    /// <param name="services">The services of the application.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddIncidentSink<TSink>(this IServiceCollection services)
        where TSink : class, IIncidentSink
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IIncidentSink, TSink>());
        return services;
    }
}
