using InfernoSim.Benchmarks;
using InfernoSim.Benchmarks.Baselines;
using InfernoSim.Benchmarks.Envelope;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Inner;

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

return await BenchmarkRun.RunAsync(args);
