using InfernoSim.Laboratory.Service;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
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
app.Run();
