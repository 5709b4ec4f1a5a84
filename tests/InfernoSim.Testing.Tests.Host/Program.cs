using InfernoSim.Testing;
using InfernoSim.Testing.Tests.Host;

switch (args)
{
    case ["replay", var incident, var pidFile]:
        await IncidentReplayer.For(new ProcessHost("dotnet", typeof(Services).Assembly.Location, "hang", pidFile) { Ready = "/health" }, incident)
            .With(settings => (settings.MaxIdleTime, settings.MaxWallTime) = ("0s", "0s"))
            .RunAsync();
        break;
    case ["hang", var pidFile]:
        await Services.HangAsync(pidFile);
        break;
    case ["price", ..]:
        await Services.PriceAsync(args);
        break;
}
