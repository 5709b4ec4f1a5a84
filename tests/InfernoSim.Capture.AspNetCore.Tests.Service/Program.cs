using InfernoSim.Capture.AspNetCore.Tests.Service;

await Desk.Build(args).RunAsync();
