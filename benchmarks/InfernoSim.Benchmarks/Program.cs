using InfernoSim.Benchmarks;
using InfernoSim.Benchmarks.Baselines;
using InfernoSim.Benchmarks.Envelope;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Inner;
using InfernoSim.Benchmarks.Soak;

if (args is [ChildRoles.Marker, var role, .. var roleArguments])
{
    await ChildRoles.RunAsync(role, roleArguments);
    return 0;
}

if (args.Contains("--inner"))
{
    InnerBenchmarks.Run();
    return 0;
}

if (args.Contains("--baselines"))
{
    return await BaselineTrial.RunAsync(args);
}

if (args is ["envelope", .. var envelopeArguments])
{
    return await EnvelopeBenchmark.RunAsync(envelopeArguments);
}

if (args is ["soak", .. var soakArguments])
{
    return await SoakBenchmark.RunAsync(soakArguments);
}

return await BenchmarkRun.RunAsync(args);
