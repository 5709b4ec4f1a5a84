using InfernoSim.Noise;

namespace InfernoSim.Tests.Noise;

public class FreshSetTests
{
    [Theory]
    [InlineData("2026-11-29T00:44:00.2628470Z", "2026-11-29T00:44:00.2628470+00:00", true)]
    [InlineData("2026-11-29T00:44:00.2628470Z", "2026-11-29T01:44:00.2628470+01:00", true)]
    [InlineData("2026-11-29T00:44:00.2628470Z", "2026-11-29T00:44:00Z", true)]
    [InlineData("2026-11-29T00:44:00.2628470Z", "Sun, 29 Nov 2026 00:44:00 GMT", true)]
    [InlineData("2026-11-29T00:44:00.2628470Z", "2026-11-29T00:44:00.6686123Z", false)]
    [InlineData("2026-11-29T00:44:00Z", "2026-11-29T00:44:00.6686123Z", false)]
    [InlineData("2026-11-29T00:44:00Z", "2026-11-29T00:44:01Z", false)]
    [InlineData("7A5E2F10-6B1C-4D7E-8F90-1A2B3C4D5E6F", "7a5e2f10-6b1c-4d7e-8f90-1a2b3c4d5e6f", true)]
    public void A_value_that_was_given_is_known_again_however_it_is_written_and_another_of_the_same_second_is_not(string given, string value, bool isKnown)
    {
        Assert.Equal(isKnown, FreshSet.KeysIn($$"""{"at":"{{given}}"}""").Contains(FreshSet.KeyOf(value)));
    }
}
