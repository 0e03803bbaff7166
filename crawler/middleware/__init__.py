"""What Scrapy's downloader is given: the guarded connection, the archive, robots.txt, the page budget."""
