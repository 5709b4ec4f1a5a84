using InfernoSim.Capture.AspNetCore;
using InfernoSim.Testing.Interception;
using InfernoSim.Testing.Output;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Testing.Hosting.InProcess;

/// <summary>The service in this process, its requests and calls led by a route.</summary>
internal sealed class RoutedApplication<TEntryPoint> : WebApplicationFactory<TEntryPoint>
    where TEntryPoint : class
{
    private readonly InProcessHost<TEntryPoint> _host;
    private readonly ServiceHostContext _context;
    private readonly LoopbackSockets _sockets = new();
    private ContentRoot _contentRoot = ContentRoot.HandOver(typeof(TEntryPoint).Assembly);

    private RoutedApplication(InProcessHost<TEntryPoint> host, ServiceHostContext context)
    {
        _host = host;
        _context = context;
    }

    public BoundedOutput Log { get; } = new();

    /// <summary>Starts the service. Blocks until it listens.</summary>
    /// <exception cref="ServiceHostException">It did not start.</exception>
    public static StartedService Start(InProcessHost<TEntryPoint> host, ServiceHostContext context)
    {
        var application = new RoutedApplication<TEntryPoint>(host, context);
        try
        {
            if (!host.UseTestServer)
            {
                application.UseKestrel();
            }

            application.StartServer();
            return host.UseTestServer
                ? new ApplicationService(application, application.Log, application.Server, application.Server.BaseAddress, context.Route)
                : new ApplicationService(application, application.Log, null, application._sockets.AddressOf(application.Services.GetRequiredService<IServer>()), context.Route);
        }
#pragma warning disable CA1031 // Whatever the service's own start-up threw.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            application.Dispose();
            throw new ServiceHostException(
                $"The service {typeof(TEntryPoint).Assembly.GetName().Name} did not start: {failure.GetType().Name}: {failure.Message}\n{application.Log}"
                + $"It looks for its files in {application._contentRoot.Folder}: {application._contentRoot.Origin}. UseContentRoot in {nameof(InProcessHost<>.ConfigureWebHost)} of its host names another folder.\n"
                + "See the inner exception; registrations that cannot work in a test are replaced by IConfigureServiceUnderTest.",
                failure);
        }
    }

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(_host.Environment);
        _host.ConfigureWebHost?.Invoke(builder);
        _contentRoot = builder.GetSetting(WebHostDefaults.ContentRootKey) is { } folder && folder != _contentRoot.Folder
            ? new ContentRoot(folder, $"{nameof(InProcessHost<>.ConfigureWebHost)} says so")
            : _contentRoot;
        builder.ConfigureLogging(logging => logging.AddProvider(new OutputLoggerProvider(Log)));

        // Early enough for the service's own start, which goes on beside the factory's; the factory's port would come too late.
        builder.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
        foreach ((string name, string value) in _context.Replay.Variables)
        {
            builder.UseSetting(name, value);
        }

        foreach ((string name, string value) in _host.Settings.Where(setting => _context.Postgres is not null || !ServiceHostContext.NamesPostgres(setting.Value)))
        {
            builder.UseSetting(name, _context.Fill(value));
        }

        builder.ConfigureTestServices(services =>
        {
            services.Configure<SocketTransportOptions>(_sockets.Configure);
            _context.ConfigureServices(services);

            // What is recorded or replayed in a test needs no recording of its own.
            services.PostConfigure<FlightRecorderOptions>(options => options.Enabled = false);

            // The first filter is the outermost: it acts when all others have, and the first start-up filter sees a request first.
            services.Insert(0, ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter>(new FactoryClientFilter(_context.Route, _context.Worker)));
            services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(new AdmissionFilter(_context.Route, _context.Worker, _context.Databases)));
        });
    }
}
