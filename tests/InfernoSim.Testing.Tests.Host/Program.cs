using InfernoSim.Testing;

// Arguments: the incident folder, the script.
await IncidentReplayer.For(new ProcessHost("node", args[1]) { Ready = "/health" }, args[0])
    .With(settings => (settings.MaxIdleTime, settings.MaxWallTime) = ("0s", "0s"))
    .RunAsync();
