using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

public class ProtectedNamesTests
{
    [Theory]
    [InlineData("amount")]
    [InlineData("/order/lines/0/unit_price")]
    [InlineData("/Unit-Price")]
    [InlineData("/role")]
    [InlineData("scope")]
    [InlineData("/outcome")]
    [InlineData("STATUS")]
    public void A_value_of_a_protected_name_is_neither_live_nor_noise(string name)
    {
        Assert.True(ProtectedNames.UsualOnly.AreTheNameOf(name));
        Assert.NotNull(new ProtectedNames([]).In(name));
    }

    [Theory]
    [InlineData("/messageId")]
    [InlineData("X-Status-Token")]
    [InlineData("/errors/0/id")]
    [InlineData("/code")]
    [InlineData("/order/Version")]
    public void A_value_may_be_live_though_it_is_not_to_be_ignored(string name)
    {
        Assert.False(ProtectedNames.UsualOnly.AreTheNameOf(name));
        Assert.NotNull(new ProtectedNames([]).In(name));
    }

    [Theory]
    [InlineData("/id")]
    [InlineData("Location")]
    [InlineData("3")]
    public void Another_name_is_neither(string name)
    {
        Assert.False(ProtectedNames.UsualOnly.AreTheNameOf(name));
        Assert.Null(new ProtectedNames([]).In(name));
    }
}
