using Microsoft.EntityFrameworkCore;

namespace Orders;

public sealed class OrderContext(DbContextOptions<OrderContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Product> Products => Set<Product>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Order>().HasIndex(order => order.Number).IsUnique();
        modelBuilder.Entity<Product>().HasData(new Product { Id = 1, Name = "pen" }, new Product { Id = 2, Name = "ink" });
    }
}
