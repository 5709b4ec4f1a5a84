using InfernoSim.Measuring;
using InfernoSim.Testing.Hosting.Processes;
using InfernoSim.Testing.Limits;

namespace InfernoSim.Testing.Tests.Limits;

public sealed class ProcessProbeTests
{
    [Fact]
    public async Task Ports_that_bear_the_id_of_another_process_do_not_hide_the_services_runtime()
    {
        await using SupervisedProcess service = SupervisedProcess.Start("dotnet", [HostProgram.Assembly, "price"], AppContext.BaseDirectory, new Dictionary<string, string> { ["PORT"] = "0", ["HTTP_PROXY"] = "http://127.0.0.1:9" });
        await Patience.UntilAsync(() => service.Output.ToString().Contains("child ", StringComparison.Ordinal));
        string child = service.Output.ToString().Split(' ')[1];
        string[] left = [.. new ProcessTree(service.Id).Ids().Where(id => $"{id}" != child).Select(id => Path.Combine(Path.GetTempPath(), $"dotnet-diagnostic-{id}-1-socket"))];
        try
        {
            Assert.All(left, port => File.WriteAllText(port, ""));
            using var probe = new ProcessProbe(service.Id);
            probe.Restart();

            await Patience.UntilAsync(() => probe.Read()?.PoolThreads is not null);

            Assert.NotNull(probe.Read()?.PoolThreads);
        }
        finally
        {
            Array.ForEach(left, File.Delete);
        }
    }
}
