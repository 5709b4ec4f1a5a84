using CsCheck;
using InfernoSim.Calls;
using InfernoSim.Observations;

namespace InfernoSim.Tests.Replay;

public class ReplayTraceIdsTests
{
    private static readonly Gen<ReplayAddress> Addresses =
        Gen.Select(Gen.Int[0, 65534], Gen.Int[0, 65534], Gen.Int[0, int.MaxValue], (run, worker, exchange) => new ReplayAddress(run, worker, exchange));

    [Fact]
    public void Every_address_comes_back_from_its_id()
    {
        Gen.Select(Gen.ULong, Addresses).Sample((seed, address) =>
        {
            var ids = new ReplayTraceIds(seed, "/incident");

            return ids.TryDecode(ids.Encode(address), out ReplayAddress decoded) && decoded == address;
        });
    }

    [Fact]
    public void Ids_are_32_lower_case_hex_digits_neither_half_of_which_is_zero()
    {
        Gen.Select(Gen.ULong, Addresses).Sample((seed, address) =>
        {
            string id = new ReplayTraceIds(seed, "/incident").Encode(address);

            return id.Length == 32 && id.All(char.IsAsciiHexDigitLower) && id[..16] != new string('0', 16) && id[16..] != new string('0', 16);
        });
    }

    [Fact]
    public void The_corners_of_the_option_ranges_fit_into_an_id()
    {
        var ids = new ReplayTraceIds(0, "/incident");
        ReplayAddress[] corners =
        [
            .. from run in new[] { 0, 65534 }
               from worker in new[] { 0, 65534 }
               from exchange in new[] { 0, int.MaxValue }
               select new ReplayAddress(run, worker, exchange),
        ];

        string[] encoded = [.. corners.Select(ids.Encode)];

        Assert.Equal(corners.Length, encoded.Distinct().Count());
        Assert.Equal(corners, encoded.Select(id => ids.TryDecode(id, out ReplayAddress address) ? address : default));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0af7651916cd43dd8448eb211c80319c")]
    [InlineData("00000000000000000000000000000000")]
    public void An_id_from_elsewhere_is_refused(string? traceId)
    {
        Assert.False(new ReplayTraceIds(7, "/incident").TryDecode(traceId, out _));
    }

    [Fact]
    public void An_id_of_another_seed_or_incident_is_refused()
    {
        string id = new ReplayTraceIds(7, "/incident").Encode(new ReplayAddress(1, 2, 3));

        Assert.False(new ReplayTraceIds(8, "/incident").TryDecode(id, out _));
        Assert.False(new ReplayTraceIds(7, "/incident2").TryDecode(id, out _));
        Assert.True(new ReplayTraceIds(7, "/incident").TryDecode(id, out _));
    }

    [Fact]
    public void The_last_digit_of_ids_varies_so_that_samplers_keep_a_share_of_them()
    {
        var ids = new ReplayTraceIds(0, "/incident");

        var lastDigits = Enumerable.Range(0, 1000).Select(exchange => ids.Encode(new ReplayAddress(0, 0, exchange))[^1]).GroupBy(digit => digit);

        Assert.Equal(16, lastDigits.Count());
    }
}
