using InfernoSim.Laboratory.Labs;
using InfernoSim.Limits;

namespace InfernoSim.Laboratory.Tests;

/// <summary>
/// A closer look, end to end: the suspect is relaxed in a service that is started anew. What is named is left open where the
/// machine is busy with other things; where it is named, it has been tried. By how much
/// throughput moved is the machine's.
/// </summary>
[Collection(Alone.Name)]
public sealed class RelaxationTests
{
    [Fact]
    public async Task More_connections_are_tried_in_the_test_process()
    {
        LabResult result = await DiagnoseAsync(AllLabs.Named("connection pool") with { Requests = 60 });

        AssertTried(result, "any number of connections");
    }

    [Fact]
    public async Task More_threads_are_tried_in_a_process_of_its_own()
    {
        LabResult result = await DiagnoseAsync(AllLabs.Named("six threads, child") with { Rate = 360, Requests = 80 });

        AssertTried(result, "threads for all");
    }

    [Fact]
    public async Task Rarer_collections_are_tried_in_a_process_of_its_own()
    {
        LabResult result = await DiagnoseAsync(AllLabs.Named("allocation storm, child") with { Requests = 200 });

        AssertTried(result, "the server's collector and a larger generation 0");
    }

    private static Task<LabResult> DiagnoseAsync(Lab lab) => LabRun.RunAsync(lab with { Diagnose = true }, CancellationToken.None);

    private static void AssertTried(LabResult result, string change)
    {
        if (result.IsRight)
        {
            Assert.Matches($@"; with {change} [0-9.]+ -> [0-9.]+ req/s", result.Found.Evidence);
            Assert.Equal(!result.Found.Evidence.EndsWith("which is no more than noise", StringComparison.Ordinal), result.Found.Confidence == LimitConfidence.Confirmed);
        }
    }
}
