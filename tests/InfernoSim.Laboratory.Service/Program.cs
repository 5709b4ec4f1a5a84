using System.Globalization;
using InfernoSim.Laboratory.Service;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
if (builder.Configuration["MaxConnections"] is { } connections)
{
    builder.WebHost.ConfigureKestrel(server => server.Limits.MaxConcurrentConnections = long.Parse(connections, CultureInfo.InvariantCulture));
}

Clients.Register(builder.Services);
RateLimits.Register(builder.Services);
WebApplication app = builder.Build();
app.UseRateLimiter();
app.MapGet("/health", () => "ok");
app.MapGet("/nothing", () => Paths.Answer);
Paths.MapWaiting(app);
Paths.MapThreads(app);
Gates.Map(app);
Paths.MapMemory(app);
Paths.MapDependencies(app);
RateLimits.Map(app);
HeldOut.Map(app);
Failures.Map(app);
Others.Map(app);
Collapses.Map(app);
app.Run();
