using System.Text;
using InfernoSim.Sql.Postgres.Recording;
using InfernoSim.Sql.Tests.Postgres.Protocol;

namespace InfernoSim.Sql.Tests.Postgres.Recording;

public class SaslOfferTests
{
    [Theory]
    [InlineData("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-256", "SCRAM-SHA-256-PLUS")]
    [InlineData("SCRAM-SHA-256")]
    public void The_mechanism_that_binds_is_not_offered(params string[] offered)
    {
        byte[] kept = SaslOffer.WithoutBinding(Offer(offered));

        Assert.Equal(Offer("SCRAM-SHA-256"), kept);
    }

    [Fact]
    public void Another_kind_of_login_is_left_as_it_is()
    {
        byte[] md5 = new SentMessages().Add('R', 5, "SCRAM-SHA-256-PLUS"u8.ToArray(), (byte)0).Bytes;

        Assert.False(SaslOffer.Is(md5));
        Assert.Same(md5, SaslOffer.WithoutBinding(md5));
    }

    [Theory]
    [InlineData("y,,n=,r=abc", true)]
    [InlineData("n,,n=y,r=abc", false)]
    [InlineData("p=tls-server-end-point,,n=,r=abc", true, "SCRAM-SHA-256-PLUS")]
    public void A_client_that_binds_or_would_says_so(string first, bool expected, string mechanism = "SCRAM-SHA-256")
    {
        byte[] data = Encoding.ASCII.GetBytes(first);

        Assert.Equal(expected, SaslOffer.Binds(new SentMessages().Add('p', mechanism, data.Length, data).Bytes));
    }

    [Fact]
    public void An_answer_without_data_says_nothing() => Assert.False(SaslOffer.Binds(new SentMessages().Add('p', "SCRAM-SHA-256", -1).Bytes));

    private static byte[] Offer(params string[] mechanisms) => new SentMessages().Add('R', [10, .. mechanisms, (byte)0]).Bytes;
}
