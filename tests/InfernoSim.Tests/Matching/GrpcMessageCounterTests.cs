using InfernoSim.Matching;
using InfernoSim.TestKit.Hosting;

namespace InfernoSim.Tests.Matching;

/// <summary>Messages of gRPC are counted when they have come in full, however their bytes are cut.</summary>
public sealed class GrpcMessageCounterTests
{
    private static readonly byte[] Body = [.. GrpcEcho.Frame("one"), .. GrpcEcho.Frame(""), .. GrpcEcho.Frame("three"), 0, 0];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(1000)]
    public void A_message_counts_once_its_last_byte_is_there(int atOnce)
    {
        var counter = new GrpcMessageCounter();

        foreach (byte[] bytes in Body.Chunk(atOnce))
        {
            counter.Add(bytes);
        }

        Assert.Equal(3, counter.Count);
    }

    [Fact]
    public void What_is_cut_short_does_not_count()
    {
        var counter = new GrpcMessageCounter();

        counter.Add(Body.AsSpan(0, 7));

        Assert.Equal(0, counter.Count);
    }
}
