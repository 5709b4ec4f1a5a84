using InfernoSim.Laboratory.Labs;
using InfernoSim.Verdicts;

namespace InfernoSim.Laboratory.Tests;

[Collection(Alone.Name)]
public sealed class EnvelopeLimitTests
{
    [Fact]
    public async Task What_limits_a_service_at_its_edge_is_named_or_left_open()
    {
        Lab lab = AllLabs.Named("connection pool");

        LimitingFactorSummary found = await LabRun.SearchAsync(lab, CancellationToken.None);

        Assert.Contains(found.Name, (string[])[lab.Expected, "UNKNOWN"]);
        Assert.NotEmpty(found.Evidence);
    }
}
