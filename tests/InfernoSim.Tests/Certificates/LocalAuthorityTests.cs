using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InfernoSim.Certificates;
using InfernoSim.TestKit.Facts;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Certificates;

public sealed class LocalAuthorityTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Folder => _folder.File("ca");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("api.example.test")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_leaf_is_for_its_host_and_trusted_by_who_trusts_the_authority(string host)
    {
        using var authority = LocalAuthority.Create(Folder);

        X509Certificate2 leaf = authority.LeafFor(host).TargetCertificate;

        Assert.True(leaf.MatchesHostname(host));
        Assert.False(leaf.MatchesHostname("other.test"));
        Assert.Empty(ProblemsOf(leaf, authority));
    }

    [Fact]
    public void An_authority_that_is_opened_again_is_the_same()
    {
        using var made = LocalAuthority.Create(Folder, ["*.example.test", "Other.test"]);

        using var opened = LocalAuthority.Open(Folder);

        Assert.Equal(made.Fingerprint, opened.Fingerprint);
        Assert.Equal(["example.test", "other.test"], opened.Domains);
        Assert.Empty(ProblemsOf(opened.LeafFor("example.test").TargetCertificate, made));
        Assert.DoesNotContain("PRIVATE KEY", opened.CertificatePem, StringComparison.Ordinal);
        Assert.Equal(opened.CertificatePem, File.ReadAllText(opened.CertificatePath!).TrimEnd());
    }

    [Theory]
    [InlineData("example.test", true)]
    [InlineData("api.example.test", true)]
    [InlineData("badexample.test", false)]
    [InlineData("other.test", false)]
    [InlineData("127.0.0.1", false)]
    public void Names_outside_of_its_domains_are_refused_by_its_clients_as_it_says_itself(string host, bool isAllowed)
    {
        using var authority = LocalAuthority.Create(Folder, ["example.test"]);

        Assert.Equal(isAllowed, authority.MayVouchFor(host));
        Assert.Equal(isAllowed, ProblemsOf(authority.LeafFor(host).TargetCertificate, authority).Length == 0);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void The_key_is_its_owners_alone_and_refused_when_it_is_not()
    {
        LocalAuthority.Create(Folder).Dispose();
        string key = Path.Combine(Folder, "ca.key");

        UnixFileMode asMade = File.GetUnixFileMode(key);
        File.SetUnixFileMode(key, asMade | UnixFileMode.GroupRead);
        CertificateException e = Assert.Throws<CertificateException>(() => LocalAuthority.Open(Folder));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, asMade);
        Assert.Contains($"chmod 600 {key}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_one_in_a_folder_and_it_is_not_replaced()
    {
        using var first = LocalAuthority.Create(Folder);

        CertificateException e = Assert.Throws<CertificateException>(() => LocalAuthority.Create(Folder));
        using var still = LocalAuthority.Open(Folder);

        Assert.Contains("already", e.Message, StringComparison.Ordinal);
        Assert.Equal(first.Fingerprint, still.Fingerprint);
    }

    [Fact]
    public void What_is_not_there_or_no_authority_is_said_with_what_to_do()
    {
        string none = Assert.Throws<CertificateException>(() => LocalAuthority.Open(Folder)).Message;
        LocalAuthority.Create(Folder).Dispose();
        File.WriteAllText(Path.Combine(Folder, "ca.pem"), "nothing");
        string broken = Assert.Throws<CertificateException>(() => LocalAuthority.Open(Folder)).Message;
        string domain = Assert.Throws<CertificateException>(() => LocalAuthority.Create(_folder.File("other"), ["a b"])).Message;

        Assert.Equal($"There is no certificate authority in {Folder}. 'infernosim ca create' makes one.", none);
        Assert.StartsWith($"The certificate authority in {Folder} cannot be used: ", broken, StringComparison.Ordinal);
        Assert.StartsWith("'a b' is no domain to vouch for.", domain, StringComparison.Ordinal);
    }

    [Fact]
    public void An_authority_that_has_expired_is_refused()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        LocalAuthority.Create(Folder, time: time).Dispose();
        time.Advance(TimeSpan.FromDays(2 * 366));

        Assert.Contains("has expired", Assert.Throws<CertificateException>(() => LocalAuthority.Open(Folder, time)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_leaf_is_made_once_and_again_before_it_ends()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var authority = LocalAuthority.Create(Folder, time: time);

        X509Certificate2 first = authority.LeafFor("a.test").TargetCertificate;
        X509Certificate2 same = authority.LeafFor("A.test").TargetCertificate;
        time.Advance(TimeSpan.FromDays(90));
        X509Certificate2 second = authority.LeafFor("a.test").TargetCertificate;

        Assert.Same(first, same);
        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
        Assert.True(second.NotAfter.ToUniversalTime() > time.GetUtcNow().AddDays(80));
    }

    private static X509ChainStatus[] ProblemsOf(X509Certificate2 leaf, LocalAuthority authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(authority.CertificatePem);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        chain.Build(leaf);
        return chain.ChainStatus;
    }
}
